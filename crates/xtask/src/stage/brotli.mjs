// Writes the brotli of each file that is named beside it.
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

async function each(path) {
  const content = await readFile(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    // Instructions repeat at distances that are alike in their last bits: 2 kB of 250.
    [constants.BROTLI_PARAM_NPOSTFIX]: path.endsWith(".wasm") ? 2 : 0,
  };
  await writeFile(`${path}.br`, await compress(content, { params }));
}

// Node has four threads for it.
await Promise.all(process.argv.slice(1).map(each));
