import { sendWebhook } from '../alerts/send-webhook.js';
import { LeatError, messageOf } from '../core/errors.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import { alertAsCloudEvent } from '../core/pipeline/alert-cloud-event.js';
import type { RaisedAlert } from '../core/pipeline/alert-event.js';
import { matches } from '../core/pipeline/alert-matching.js';
import type { SecretBox } from '../stores/secret-box.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';

/** Deliveries to webhooks that were subscribed over the API. The store is opened by the first alert. */
export class WebhookOutbox {
  readonly #address: string;
  readonly #tools: { readonly network: NetworkPolicy; readonly box: SecretBox };
  #store: Promise<MetadataStore> | undefined;

  /** @param address - Of the metadata store. */
  constructor(address: string, tools: { network: NetworkPolicy; box: SecretBox }) {
    this.#address = address;
    this.#tools = tools;
  }

  /** Writes down what is to be sent to whom. @returns Ids of the deliveries, the same however often it is asked. */
  async put(alert: RaisedAlert): Promise<readonly string[]> {
    const store = await this.#opened();
    const wanted = (await store.webhooks()).filter((webhook) => webhook.enabled && matches(alert, webhook));
    const body = JSON.stringify(alertAsCloudEvent(alert));
    return Promise.all(
      wanted.map(async ({ id: webhook }) => {
        const id = `${alert.id}.${webhook}`;
        await store.createDelivery({ id, webhook, event: alert.event, body });
        return id;
      }),
    );
  }

  /**
   * Tries a delivery once, and writes down what came of it.
   *
   * @throws LeatError `ALERT_REFUSED`, `ADDRESS_FORBIDDEN`, `SEALED_OTHERWISE`, or `WEBHOOK_UNKNOWN` for one whose subscription is gone.
   */
  async send(id: string): Promise<void> {
    const store = await this.#opened();
    const delivery = await store.delivery(id);
    const webhook = delivery === null ? null : await store.webhook(delivery.webhook);
    if (delivery === null || webhook === null) throw new LeatError('WEBHOOK_UNKNOWN', `delivery ${id}: its subscription is gone`);
    const now = new Date().toISOString();
    const valid = webhook.secrets.filter(({ until }) => until === null || until > now);
    const { network, box } = this.#tools;
    const { id: eventId } = JSON.parse(delivery.body) as { id: string }; // a CloudEvent, written by put
    try {
      const secrets = await Promise.all(valid.map(({ value }) => box.open(value, webhook.id)));
      const answer = await sendWebhook({ id: eventId, url: webhook.url, body: delivery.body, secrets, network });
      await store.noteDelivery(id, { state: 'delivered', answer });
    } catch (error) {
      await store.noteDelivery(id, { state: 'waiting', answer: messageOf(error) });
      throw error;
    }
  }

  /** Nothing more is tried; the answer of the last try stays. */
  async giveUp(id: string): Promise<void> {
    const store = await this.#opened();
    const delivery = await store.delivery(id);
    if (delivery !== null) await store.noteDelivery(id, { state: 'failed', answer: delivery.answer ?? 'none' });
  }

  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.close();
  }

  #opened(): Promise<MetadataStore> {
    return (this.#store ??= import('../stores/metadata/open-metadata-store.js').then(({ openMetadataStore }) =>
      openMetadataStore(this.#address),
    ));
  }
}
