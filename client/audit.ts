import type { AuditRecord, MetadataStore } from '../stores/metadata/metadata-store.js';

/** Who did what to runs, models, schedules and keys. */
export class Audit {
  readonly #metadata: MetadataStore;

  constructor({ metadata }: { metadata: MetadataStore }) {
    this.#metadata = metadata;
  }

  /** Newest first. */
  list(filter: Parameters<MetadataStore['auditLog']>[0]): Promise<readonly AuditRecord[]> {
    return this.#metadata.auditLog(filter);
  }

  /** What was done otherwise than over HTTP. */
  note({ actor, action, subject }: Pick<AuditRecord, 'actor' | 'action' | 'subject'>): Promise<void> {
    return this.#metadata.audit({ actor, action, subject, outcome: 'done', requestId: null });
  }
}
