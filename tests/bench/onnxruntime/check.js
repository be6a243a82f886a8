// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
// usage: node check.js PIVOT GOLDEN BUNDLED WORK
//   PIVOT    the command line program
//   GOLDEN   what pivot-golden-models wrote: model folders, inputs, runs.json
//   BUNDLED  the bundled model, which has no golden logits: `pivot infer` says what is expected
//   WORK     a folder for the exported files
// Exports every golden model under every skip set, runs it in ONNX Runtime on the CPU in float32 and holds the logits
// against the golden ones. Fails where one differs by more than the tolerance, or where ONNX Runtime's optimiser did not
// recognise a pattern that it knows: a file that is slow for that reason would be an unfair peer.
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const ort = require('onnxruntime-node');
const { countOperators } = require('./onnx_operators.js');
const { readSafetensors, writeSafetensors } = require('./safetensors.js');

const [pivot, goldenFolder, bundledModel, work] = process.argv.slice(2);

const TOLERANCE = 5e-5; // tests/data/golden/README.md: float32 kernels

/** An operator of the file and what ONNX Runtime makes of the pattern that it stands in. */
const FUSIONS = [
    ['Erf', 'com.microsoft.BiasGelu'], // exact GELU and the bias before it
    ['BatchNormalization', 'com.microsoft.FusedConv'], // with its convolution and ReLU
    ['Softmax', 'com.microsoft.FusedMatMul'], // the scale of the queries
];

/** {name, model, skip, input, expected: Float32Array} of every golden run. */
function goldenCases() {
    return JSON.parse(fs.readFileSync(path.join(goldenFolder, 'runs.json'), 'utf8')).map((run) => ({
        name: `${run.model} skip ${run.skip}`,
        model: path.join(goldenFolder, run.model),
        skip: run.skip,
        input: path.join(goldenFolder, run.model, 'input.safetensors'),
        expected: readSafetensors(run.golden)[run.logits].values,
    }));
}

/** The bundled model on noise, as our own engine computes it. */
function bundledCases() {
    const config = JSON.parse(fs.readFileSync(path.join(bundledModel, 'config.json'), 'utf8'));
    const shape = [4, config.in_chans, config.img_size, config.img_size];
    const pixels = new Float32Array(shape.reduce((a, b) => a * b));
    let state = 1;
    for (let i = 0; i < pixels.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // always the same
        pixels[i] = (state / 2 ** 32) * 4 - 2;
    }
    const input = path.join(work, 'bundled.input.safetensors');
    const output = path.join(work, 'bundled.output.safetensors');
    writeSafetensors(input, 'input', shape, pixels);
    return ['none', '1,3,5', '6,7,8,9,10,11', 'all'].map((skip) => {
        execFileSync(pivot, ['infer', '--model', bundledModel, '--skip', skip, '--input', input, '--output', output]);
        const expected = readSafetensors(output).logits.values;
        return { name: `${path.basename(bundledModel)} skip ${skip}`, model: bundledModel, skip, input, expected };
    });
}

/** Patterns of which ONNX Runtime recognised fewer than there are. */
async function missedFusions(file) {
    const optimised = `${file}.optimised`;
    const session = await ort.InferenceSession.create(file, {
        graphOptimizationLevel: 'extended',
        optimizedModelFilePath: optimised,
        logSeverityLevel: 3, // it warns that such a file is for this machine only, which is what is wanted
    });
    await session.release();
    const before = countOperators(file);
    const after = countOperators(optimised);
    fs.rmSync(optimised);
    return FUSIONS.filter(([pattern, fused]) => (before[pattern] ?? 0) > (after[fused] ?? 0)).map(
        ([pattern, fused]) => `${fused}: ${after[fused] ?? 0} of ${before[pattern]}`);
}

/** NaN where a value is, which no tolerance lets pass. */
function largestDifference(a, b) {
    if (a.length !== b.length) return Infinity;
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

async function check({ name, model, skip, input, expected }) {
    const file = path.join(work, 'check.onnx');
    execFileSync(pivot, ['export', '--format', 'onnx', '--model', model, '--skip', skip, '--output', file]);
    const session = await ort.InferenceSession.create(file, { graphOptimizationLevel: 'all' });
    const { shape, values } = readSafetensors(input).input;
    const { logits } = await session.run({ pixels: new ort.Tensor('float32', values, shape) });
    await session.release();
    const difference = largestDifference(logits.data, expected);
    const missed = await missedFusions(file);
    fs.rmSync(file);
    const good = difference <= TOLERANCE && missed.length === 0;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${difference.toExponential(2)}  ${name} ${missed.join(', ')}`.trimEnd());
    return good;
}

async function main() {
    fs.mkdirSync(work, { recursive: true });
    const cases = [...goldenCases(), ...bundledCases()];
    let good = 0;
    for (const one of cases) good += (await check(one)) ? 1 : 0;
    console.log(`${good} of ${cases.length} within ${TOLERANCE} of the expected logits`);
    process.exitCode = good === cases.length && good > 0 ? 0 : 1;
}

main();
