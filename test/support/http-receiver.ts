import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A real HTTP server that keeps what it is sent. */
export class HttpReceiver {
  readonly requests: ReceivedRequest[] = [];
  /** How many it answered with a success. */
  taken = 0;
  readonly #server: Server;
  readonly #statuses: number[];

  private constructor(server: Server, statuses: number[]) {
    this.#server = server;
    this.#statuses = statuses;
  }

  /** @param statuses - One a request, then 204; 0 stands for no answer. */
  static async start(...statuses: number[]): Promise<HttpReceiver> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        receiver.requests.push({ headers: request.headers as Record<string, string>, body }); // none here comes several times
        const status = statuses.shift() ?? 204;
        if (status >= 200 && status < 300) receiver.taken += 1;
        if (status > 0) response.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
    const receiver = new HttpReceiver(server, statuses);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  /** With a part that is as good as a secret. */
  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/hook?token=hidden`; // it listens on a port
  }

  /** From now on it takes all. */
  heal(): void {
    this.#statuses.length = 0;
  }

  end(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
