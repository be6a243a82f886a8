// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
const fs = require('node:fs');

/** The fields of a protocol buffer message: [number, value]; a value is a number or a slice of `bytes`. */
function* fields(bytes) {
    let at = 0;
    const varint = () => {
        let value = 0n;
        for (let shift = 0n; ; shift += 7n) {
            const byte = bytes[at++];
            value |= BigInt(byte & 0x7f) << shift;
            if (byte < 0x80) return Number(value);
        }
    };
    while (at < bytes.length) {
        const key = varint();
        const number = Math.floor(key / 8);
        const wire = key % 8;
        if (wire === 0) {
            yield [number, varint()];
        } else {
            const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
            yield [number, bytes.subarray(at, at + length)];
            at += length;
        }
    }
}

const only = (message, wanted) =>
    [...fields(message)].filter(([number]) => number === wanted).map(([, value]) => value);

/** How often each operator is used in an ONNX file: {"MatMul": 96, "com.microsoft.BiasGelu": 12}. */
function countOperators(file) {
    const counts = {};
    for (const graph of only(fs.readFileSync(file), 7)) {
        for (const node of only(graph, 1)) {
            const [type] = only(node, 4).map(String);
            const [domain] = only(node, 7).map(String);
            const name = domain && domain !== 'ai.onnx' ? `${domain}.${type}` : type;
            counts[name] = (counts[name] ?? 0) + 1;
        }
    }
    return Object.fromEntries(Object.entries(counts).sort());
}

module.exports = { countOperators };
