/** Where requests of pipelines and alerts may go. */
export interface NetworkPolicy {
  /**
   * What of the addresses that are not public may be reached: an address, a range such as `10.0.0.0/8`, or a host's name,
   * `*.internal` for all below one.
   */
  readonly allow: readonly string[];
}
