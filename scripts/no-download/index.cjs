/**
 * onnxruntime-node's install script calls this first, then downloads GPU libraries of some 300 MB that
 * Leat does not use, from outside the npm registry. npm 11 and newer do not run the script (allowScripts in
 * package.json); npm 10 does, and no setting in .npmrc skips it without npm 11 warning and npm 12 refusing.
 */
exports.bootstrap = () => process.exit(0);
