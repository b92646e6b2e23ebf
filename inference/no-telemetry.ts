/**
 * ONNX Runtime 1.30 writes files for its telemetry and would send them to its makers. It reads this variable when it is
 * loaded, from the environment of the process: whoever starts threads that load it imports this first.
 */
process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
