import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline, Transform } from 'node:stream';

/** Stands between a worker and its Temporal server, to be slow or gone. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #delayMs = 0;
  #isDown = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (this.#isDown) near.destroy();
      else this.#join(near, connect(target, '127.0.0.1'));
    });
  }

  /** @param target - Port of 127.0.0.1 that it leads to. */
  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('invariant: a TCP server has a numbered address');
    return `127.0.0.1:${String(address.port)}`;
  }

  /** Every piece of every connection comes so much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends all connections, and takes no new ones until up() is called. */
  down(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  up(): void {
    this.#isDown = false;
  }

  async stop(): Promise<void> {
    this.down();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.once('close', () => this.#sockets.delete(from));
      pipeline(from, this.#delayed(), to, () => undefined); // an end on either side ends both
    }
  }

  #delayed(): Transform {
    return new Transform({
      transform: (piece, _encoding, done) => {
        if (this.#delayMs === 0) done(null, piece);
        else setTimeout(done, this.#delayMs, null, piece);
      },
    });
  }
}
