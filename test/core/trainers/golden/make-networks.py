"""Writes networks.json: what scikit-learn's networks learn from the rows of golden.json, from where Leat starts, in the order that it draws."""

import json, pathlib, warnings
import numpy as np, sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.neural_network import _multilayer_perceptron as module

warnings.simplefilter("ignore")  # a few epochs are asked for
folder = pathlib.Path(__file__).parent
WORD = 2**32 - 1


class Random:
    """core/random.ts."""

    def __init__(self, path):
        self.path, self.counter, words = path, 1, [0x811C9DC5, 0x01000193, 0x9E3779B9]
        for unit in path.encode("utf-16-le")[::2]:  # paths are ASCII
            words = [((word ^ unit) * 0x01000193) & WORD for word in words]
        self.a, self.b, self.c = (self.mix(word) for word in words)
        for _ in range(15):
            self.uint32()

    @staticmethod
    def mix(word):
        word = ((word ^ (word >> 16)) * 0x85EBCA6B) & WORD
        word = ((word ^ (word >> 13)) * 0xC2B2AE35) & WORD
        return word ^ (word >> 16)

    def fork(self, name):
        return Random(f"{self.path}/{name}")

    def uint32(self):
        result = (self.a + self.b + self.counter) & WORD
        self.counter = (self.counter + 1) & WORD
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & WORD
        self.c = (((self.c << 21) | (self.c >> 11)) + result) & WORD
        return result

    def next(self):
        high = self.uint32() >> 5
        return (high * 0x4000000 + (self.uint32() >> 6)) / 2**53

    def permutation(self, count):
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            limit = 2**32 - 2**32 % (last + 1)
            draw = self.uint32()
            while draw >= limit:
                draw = self.uint32()
            other = draw % (last + 1)
            order[last], order[other] = order[other], order[last]
        return np.array(order)


def learn(features, target, classes, options):
    stream = Random("7/train")
    start, orders, epochs = stream.fork("start"), stream.fork("order"), iter(range(options["maxEpochs"]))
    rows = stream.fork("validation").permutation(len(target))

    def begin(self, inputs, outputs, dtype):
        bound = np.sqrt(6 / (inputs + outputs))
        drawn = np.array([np.float32((2 * start.next() - 1) * bound) for _ in range((inputs + 1) * outputs)], dtype)
        return drawn[: inputs * outputs].reshape(inputs, outputs), drawn[inputs * outputs :]

    module.shuffle = lambda places, random_state: rows[orders.fork(next(epochs)).permutation(len(places))]
    if classes == 0:
        target = (target - target.mean()) / target.std()
    kind = type("Network", (MLPRegressor if classes == 0 else MLPClassifier,), {"_init_coef": begin})
    names = {"hiddenLayerSizes": "hidden_layer_sizes", "l2": "alpha", "batchSize": "batch_size", "maxEpochs": "max_iter"}
    model = kind(**{names.get(name, name): value for name, value in options.items()}).fit(features, target)
    layers = zip(model.coefs_, model.intercepts_)
    return np.concatenate([np.concatenate([weights.ravel(), biases]) for weights, biases in layers])


golden = json.loads((folder / "golden.json").read_text())
features = np.array(golden["features"], np.float32).astype(float).reshape(golden["rows"], -1)
features = (features - features.mean(axis=0)) / features.std(axis=0)
cases = []
for name, classes in dict(values=0, binary=2, three=3).items():
    for hidden, activation in [([8], "relu"), ([6, 5], "tanh")]:
        options = dict(hiddenLayerSizes=hidden, activation=activation, l2=0.5, batchSize=32, maxEpochs=8)
        values = learn(features, np.array(golden["targets"][name]), classes, options)
        cases.append(dict(target=name, hyperparameters=options, values=[float(f"{value:.9g}") for value in values]))
(folder / "networks.json").write_text(json.dumps(dict(reference=f"scikit-learn {sklearn.__version__}", cases=cases)) + "\n")
