import { randomBytes, randomUUID } from 'node:crypto';
import { LeatError } from '../core/errors.js';
import { alertAsCloudEvent } from '../core/pipeline/alert-cloud-event.js';
import { alertEvents } from '../core/pipeline/alert-event.js';
import { matchesName } from '../core/pipeline/alert-matching.js';
import { suggestName } from '../core/nearest-name.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { DeliveryRecord, WebhookForm, WebhookRecord } from '../stores/metadata/trigger-store.js';
import type { SecretBox } from '../stores/secret-box.js';
import type { deliverWebhook } from '../workflows/deliver-webhook.js';
import type { TemporalLink } from './temporal-link.js';

/** After a rotation the secret before is valid so much longer. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;

/** Refuses a change by what the webhook is at that moment, by throwing. */
export type CheckWebhook = (present: WebhookRecord) => void;

const accept: CheckWebhook = () => undefined;

interface WebhookTools {
  readonly temporal: TemporalLink;
  readonly metadata: MetadataStore;
  readonly taskQueue: string;
  readonly box: SecretBox | undefined;
}

/** Subscriptions of other services to the events of runs and models. */
export class Webhooks {
  readonly #tools: WebhookTools;

  constructor(tools: WebhookTools) {
    this.#tools = tools;
  }

  /** @returns The webhook, and its secret, which is shown this once. @throws LeatError `WEBHOOK_INVALID` */
  async create(form: WebhookForm): Promise<{ readonly webhook: WebhookRecord; readonly secret: string }> {
    checkForm(form);
    const secret = newSecret();
    const id = `wh_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
    const webhook = await this.#tools.metadata.createWebhook({
      id,
      ...form,
      secrets: [{ value: await this.#sealed(secret, id), until: null }],
    });
    return { webhook, secret };
  }

  /** Newest first. */
  list(): Promise<readonly WebhookRecord[]> {
    return this.#tools.metadata.webhooks();
  }

  /** @throws LeatError `WEBHOOK_UNKNOWN` */
  async get(id: string): Promise<WebhookRecord> {
    const webhook = await this.#tools.metadata.webhook(id);
    if (webhook !== null) return webhook;
    throw new LeatError('WEBHOOK_UNKNOWN', `no webhook has the id "${id}"`, { details: { webhook: id } });
  }

  /** @throws LeatError `WEBHOOK_UNKNOWN`, `WEBHOOK_INVALID`, and what `check` does */
  async change(id: string, change: Partial<WebhookForm>, check: CheckWebhook = accept): Promise<WebhookRecord> {
    return this.#tools.metadata.changeWebhook(id, (present) => {
      check(present);
      const changed = { ...present, ...change };
      checkForm(changed);
      return changed;
    });
  }

  /** @throws LeatError `WEBHOOK_UNKNOWN`, and what `check` does */
  async delete(id: string, check: CheckWebhook = accept): Promise<void> {
    await this.#tools.metadata.changeWebhook(id, (present) => {
      check(present);
      return null;
    });
  }

  /**
   * A new secret, shown this once; for a day what is sent is signed by the one before, too.
   *
   * @throws LeatError `WEBHOOK_UNKNOWN`, and what `check` does
   */
  async rotate(id: string, check: CheckWebhook = accept): Promise<{ readonly secret: string; readonly previousUntil: Date }> {
    const secret = newSecret();
    const previousUntil = new Date(Date.now() + OVERLAP_MS);
    const sealed = await this.#sealed(secret, id);
    await this.#tools.metadata.changeWebhook(id, (present) => {
      check(present);
      const before = present.secrets
        .filter(({ until }) => until === null)
        .map(({ value }) => ({ value, until: previousUntil.toISOString() }));
      return { ...present, secrets: [{ value: sealed, until: null }, ...before] };
    });
    return { secret, previousUntil };
  }

  /** Sends an event of a test. @throws LeatError `WEBHOOK_UNKNOWN`, `TEMPORAL_UNREACHABLE` */
  async test(id: string): Promise<DeliveryRecord> {
    await this.get(id);
    const message = 'A test of this webhook: nothing has happened.';
    const event = { event: 'alert.test', id: randomUUID(), at: Date.now(), runId: null, pipeline: '', message } as const;
    const delivery = `${event.id}.${id}`;
    const body = JSON.stringify(alertAsCloudEvent({ ...event, subject: `webhook/${id}` }));
    await this.#tools.metadata.createDelivery({ id: delivery, webhook: id, event: 'alert.test', body });
    await this.#deliver(delivery, delivery);
    return this.delivery(id, delivery);
  }

  /** Newest first. @throws LeatError `WEBHOOK_UNKNOWN` */
  async deliveries(id: string, { limit = 50, before }: { limit?: number; before?: string } = {}): Promise<readonly DeliveryRecord[]> {
    await this.get(id);
    return this.#tools.metadata.deliveries(id, { limit, ...(before !== undefined && { before }) });
  }

  /** @throws LeatError `WEBHOOK_UNKNOWN` */
  async delivery(id: string, delivery: string): Promise<DeliveryRecord> {
    const record = await this.#tools.metadata.delivery(delivery);
    if (record?.webhook === id) return record;
    throw new LeatError('WEBHOOK_UNKNOWN', `webhook ${id}: no delivery has the id "${delivery}"`, { details: { webhook: id, delivery } });
  }

  /** Sends an event once more, whatever became of it: under its own id, so that a receiver can tell. */
  async redeliver(id: string, delivery: string): Promise<DeliveryRecord> {
    await this.delivery(id, delivery);
    await this.#deliver(delivery, `${delivery}/${String(Date.now())}`);
    return this.delivery(id, delivery);
  }

  #sealed(secret: string, id: string): Promise<string> {
    const { box } = this.#tools;
    if (box !== undefined) return box.seal(secret, id);
    throw new LeatError('CONFIG_INVALID', 'client: expected settings with "sealing", by which secrets of webhooks are sealed, got none');
  }

  async #deliver(delivery: string, name: string): Promise<void> {
    const { temporal, taskQueue } = this.#tools;
    await temporal.call(({ workflow }) =>
      workflow.start<typeof deliverWebhook>('deliverWebhook', {
        workflowId: `webhook/${taskQueue}/${name}`,
        taskQueue,
        args: [{ delivery }],
      }),
    );
  }
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function checkForm({ url, events }: WebhookForm): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new LeatError('WEBHOOK_INVALID', `url: expected an address that begins with https:// or http://, got "${url}"`, {
      details: { field: 'url' },
    });
  }
  const known = Object.keys(alertEvents);
  const strange = events.find((pattern) => !known.some((event) => matchesName(pattern, event)));
  if (strange === undefined) return;
  const message = `events: expected an event, or several by "run.*", got "${strange}"; ${suggestName(strange, known)}`;
  throw new LeatError('WEBHOOK_INVALID', message, { details: { field: 'events' } });
}
