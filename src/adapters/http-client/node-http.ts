/**
 * Not imported: for an import Node (26.10) reads every export of the module, and its WebSocket loads the whole of Node's
 * fetch: 60 MiB for an empty process instead of 45.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
