/** Jest's counterpart of the build's text loader: a file becomes a module whose default export is its text. */
module.exports = {
  process: (text) => ({ code: `exports.__esModule = true; exports.default = ${JSON.stringify(text)};` }),
};
