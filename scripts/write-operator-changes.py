"""Writes core/onnx/operator-changes.ts: at which operator sets an operator of ONNX began to mean something else.

onnx 1.23.2. A version of a schema changes no meaning when a node that was written for the one before it is as valid
under it: its attributes are there with the same defaults, its inputs and outputs too, what is new is optional, and no
type has gone. What schemas do not tell stands in BY_HAND, from the operators' changelog.

python scripts/write-operator-changes.py
"""

import collections

import onnx.defs as defs

OLDEST, NEWEST = {"": 9, "ai.onnx.ml": 1}, {"": 26, "ai.onnx.ml": 5}

OPTIONAL = defs.OpSchema.FormalParameterOption.Optional

BY_HAND = {
    "GroupNormalization": {21},  # scale and bias are by channel, no longer by group
    "RoiAlign": {16},  # the default of coordinate_transformation_mode stands for another one than what was done before
    "Split": {18},  # without the input "split" the attribute num_outputs is asked for
    "Resize": {13},  # tf_half_pixel_for_nn is gone
    "AveragePool": {19},  # what lies beyond the padding no longer counts where ceil_mode is set
}
# Of BatchNormalization, further outputs are of training: files that are served have the first alone. Of Erf, types are gone:
SAME_ALL_THE_SAME = {("BatchNormalization", 14), ("Erf", 13)}  # integers, which ONNX Runtime never took


def default(attribute):
    return str(attribute.default_value)


def accepts(new, old):
    """Whether a node of the old version is one of the new version too."""
    if new.deprecated:
        return False
    for name, attribute in old.attributes.items():
        other = new.attributes.get(name)
        if other is None or other.type != attribute.type or default(other) != default(attribute):
            return False
    if any(each.required for name, each in new.attributes.items() if name not in old.attributes):
        return False
    for was, now in ((old.inputs, new.inputs), (old.outputs, new.outputs)):
        if len(now) < len(was) or any(a.option != b.option and b.option != OPTIONAL for a, b in zip(was, now)):
            return False
        if any(each.option != OPTIONAL for each in now[len(was) :]):
            return False
        if any(not set(a.types) <= set(b.types) for a, b in zip(was, now)):
            return False
    return True


versions = collections.defaultdict(dict)
for schema in defs.get_all_schemas_with_history():
    if schema.domain in NEWEST and schema.since_version <= NEWEST[schema.domain]:
        versions[(schema.domain, schema.name)][schema.since_version] = schema

changes = {domain: {} for domain in NEWEST}
for (domain, name), known in sorted(versions.items()):
    ordered = sorted(known)
    found = set(BY_HAND.get(name, set())) if domain == "" else set()
    for before, since in zip(ordered, ordered[1:]):
        if since > OLDEST[domain] and (name, since) not in SAME_ALL_THE_SAME and not accepts(known[since], known[before]):
            found.add(since)
    changes[domain][name] = sorted(found)

with open("core/onnx/operator-changes.ts", "w") as out:
    out.write("// Written by scripts/write-operator-changes.py with onnx 1.23.2.\n\n")
    out.write("/**\n * Operator sets, by domain and operator, in which a node of an earlier one would mean something else or be refused;\n")
    out.write(" * of ONNX's own from 9 to 26, of ai.onnx.ml from 1 to 5. An operator that never changed has none.\n */\n")
    out.write("export const operatorChanges: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {\n")
    for domain, operators in changes.items():
        out.write(f"  '{domain}': {{\n")
        stable = [name for name, found in operators.items() if not found]
        out.write("    ...unchanged(\n      '" + " ".join(stable) + "',\n    ),\n")
        for name, found in operators.items():
            if found:
                out.write(f"    {name}: {found},\n")
        out.write("  },\n")
    out.write("};\n\nfunction unchanged(names: string): Record<string, readonly number[]> {\n")
    out.write("  return Object.fromEntries(names.split(' ').map((name) => [name, []]));\n}\n")
