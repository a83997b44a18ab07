/**
 * An export: a folder that verifies anywhere. `ledger/` has JSON lines, each in canonical form; `log/` is the Merkle
 * log as C2SP tlog-tiles; every other file lies under the key by which the events name it.
 */
export const EVENTS = 'ledger/events.jsonl';
export const CLAIMS = 'ledger/claims.jsonl';
export const COUNTERS = 'ledger/counters.jsonl';
/** Salts of the streams that commit to files, in the order of the events. */
export const SALTS = 'ledger/salts.jsonl';
