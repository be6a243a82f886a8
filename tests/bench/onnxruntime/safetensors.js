// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
const fs = require('node:fs');

/** The float32 tensors of a .safetensors file: {name: {shape, values}}. */
function readSafetensors(file) {
    const bytes = fs.readFileSync(file);
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes));
    const tensors = {};
    for (const [name, entry] of Object.entries(header)) {
        if (name === '__metadata__' || entry.dtype !== 'F32') continue;
        const [from, to] = entry.data_offsets.map((offset) => 8 + headerBytes + offset);
        // A copy, because a Float32Array wants an aligned start.
        const values = new Float32Array(Uint8Array.prototype.slice.call(bytes, from, to).buffer);
        tensors[name] = { shape: entry.shape, values };
    }
    return tensors;
}

/** Writes one float32 tensor. */
function writeSafetensors(file, name, shape, values) {
    const entry = { dtype: 'F32', shape, data_offsets: [0, values.byteLength] };
    let header = JSON.stringify({ [name]: entry });
    header += ' '.repeat((8 - (header.length % 8)) % 8);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    fs.writeFileSync(file, Buffer.concat([length, Buffer.from(header), Buffer.from(values.buffer)]));
}

module.exports = { readSafetensors, writeSafetensors };
