// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
// usage: node compare.js --pivot PROGRAM --work FOLDER --model M [options of compare_onnxruntime.sh]
// Times a model in ONNX Runtime and in `pivot bench`, in turns: other work on the machine comes and goes within seconds
// and minutes, so each round of one engine has a round of the other beside it, and a figure is the median of its rounds.
// Both have the same number of threads, and neither runs while the other does.
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { parseArgs } = require('node:util');
const ort = require('onnxruntime-node');

const WARM_UP_RUNS = 3; // as `pivot bench` does
const LEAST_RUNS = 2;

let options;

/** The arguments, checked; throws with a sentence. */
function readOptions() {
    const text = (value) => ({ type: 'string', default: value });
    const { values } = parseArgs({
        options: {
            pivot: text(), work: text(), model: text(), skip: text('none'), device: text('cpu:onednn'),
            batch: text('1,8,32'), precision: text('fp32,bf16,int8'), rounds: text('5'), seconds: text('2'),
            threads: text('0'), json: { type: 'boolean', default: false },
        },
    });
    const number = (name, value, least) => {
        const read = Number(value);
        if (value.trim() === '' || !(read >= least)) {
            throw new Error(`--${name} wants a number of at least ${least}, not "${value}"`);
        }
        return read;
    };
    return {
        ...values,
        batches: values.batch.split(',').map((value) => Math.trunc(number('batch', value, 1))),
        precisions: values.precision.split(','),
        rounds: Math.trunc(number('rounds', values.rounds, 1)),
        seconds: number('seconds', values.seconds, 0),
        threads: Math.trunc(number('threads', values.threads, 0)),
    };
}

const median = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the program prints; what it says on stderr is only of interest where it fails. */
function pivot(...values) {
    try {
        return execFileSync(options.pivot, values.map(String), { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
    } catch (error) {
        const said = String(error.stderr ?? '').trim().split('\n').at(-1);
        throw new Error(`pivot ${values[0]} failed: ${said || error.message}`);
    }
}

/** The first row of `pivot bench --json`. */
function pivotBench({ batch, precision, threads, seconds, warmup }) {
    const output = pivot(
        'bench', '--model', options.model, '--device', options.device, '--skip', options.skip, '--batch', batch,
        '--precision', precision, '--threads', threads, '--seconds', seconds, '--warmup', warmup, '--json');
    return JSON.parse(output).results[0];
}

/** Images a second of one round in ONNX Runtime. */
async function runtimeRound(session, feeds, batch) {
    for (let i = 0; i < WARM_UP_RUNS; i++) await session.run(feeds);
    let runs = 0;
    const begin = performance.now();
    let end = begin;
    while (runs < LEAST_RUNS || end - begin < 1e3 * options.seconds) {
        await session.run(feeds);
        runs++;
        end = performance.now();
    }
    return (1e3 * runs * batch) / (end - begin);
}

/** Of what is asked for, the precisions that the device has. */
function precisionsOfDevice() {
    const listed = JSON.parse(pivot('devices', '--json'));
    const device = listed.devices.find(({ id }) => id === options.device);
    if (!device?.available) throw new Error(`${options.device} is not available: ${device?.reason ?? 'there is no such device'}`);
    const had = options.precisions.filter((precision) => device.precisions.includes(precision));
    if (had.length === 0) {
        throw new Error(`${options.device} has none of ${options.precisions.join(', ')}, only ${device.precisions.join(', ')}`);
    }
    return had;
}

async function compare(session, shape, batch, precision, threads) {
    const pixels = Float32Array.from({ length: batch * shape[0] * shape[1] * shape[2] }, () => 2 * Math.random() - 1);
    const feeds = { pixels: new ort.Tensor('float32', pixels, [batch, ...shape]) };
    const rounds = { onnxruntime: [], pivot: [], ratio: [], share: [] };
    let numerics;
    for (let round = 0; round < options.rounds; round++) {
        process.stderr.write(`batch ${batch}, ${precision}, round ${round + 1} of ${options.rounds}\n`);
        const theirs = await runtimeRound(session, feeds, batch);
        await pause(200); // its threads spin for a moment after the last run
        const ours = pivotBench({ batch, precision, threads, seconds: options.seconds, warmup: WARM_UP_RUNS });
        rounds.onnxruntime.push(theirs);
        numerics = ours.numerics;
        rounds.pivot.push(ours.throughput_img_s);
        rounds.ratio.push(ours.throughput_img_s / theirs);
        if (ours.share_of_limit !== null) rounds.share.push(ours.share_of_limit);
    }
    return {
        batch,
        precision,
        numerics,
        onnxruntime_img_s: median(rounds.onnxruntime),
        pivot_img_s: median(rounds.pivot),
        ratio: median(rounds.ratio), // of neighbours in time, which a busy moment hits alike
        ratio_range: [Math.min(...rounds.ratio), Math.max(...rounds.ratio)],
        share_of_limit: rounds.share.length > 0 ? median(rounds.share) : null,
        rounds,
    };
}

function table(rows) {
    const header = ['batch', 'precision', 'ORT fp32 img/s', 'pivot img/s', 'ratio', 'lowest-highest', 'of GEMM limit'];
    const lines = rows.map((row) => [
        row.batch,
        row.precision,
        row.onnxruntime_img_s.toFixed(2),
        row.pivot_img_s.toFixed(2),
        row.ratio.toFixed(2),
        row.ratio_range.map((ratio) => ratio.toFixed(2)).join('-'),
        row.share_of_limit === null ? '-' : `${(100 * row.share_of_limit).toFixed(0)} %`,
    ].map(String));
    const widths = header.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i].length)));
    return [header, ...lines].map((line) => line.map((cell, i) => cell.padStart(widths[i])).join('  ')).join('\n');
}

async function main() {
    options = readOptions();
    const precisions = precisionsOfDevice();
    const file = path.join(options.work, 'compare.onnx');
    pivot('export', '--format', 'onnx', '--model', options.model, '--skip', options.skip, '--output', file);
    // What `pivot bench` takes by itself are the physical cores that this process may use.
    const threads = options.threads || pivotBench({ batch: 1, precision: 'fp32', threads: 0, seconds: 0, warmup: 0 }).threads;
    const session = await ort.InferenceSession.create(file, {
        executionProviders: ['cpu'],
        graphOptimizationLevel: 'all',
        executionMode: 'sequential',
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
    });
    const shape = session.inputMetadata[0].shape.slice(1);
    const load = os.loadavg()[0];
    const rows = [];
    for (const batch of options.batches) {
        for (const precision of precisions) rows.push(await compare(session, shape, batch, precision, threads));
    }
    await session.release();
    const about = {
        model: path.basename(options.model),
        skip: options.skip,
        device: options.device,
        cpu: os.cpus()[0].model.trim(),
        threads,
        onnxruntime: require('onnxruntime-node/package.json').version,
        rounds: options.rounds,
        seconds: options.seconds,
        load_before: load,
    };
    if (options.json) {
        console.log(JSON.stringify({ schema_version: 1, ...about, results: rows }, null, 2));
        return;
    }
    console.log(`${about.model}, skip ${about.skip}, ${shape.join(' x ')}; ${about.cpu}, ${threads} threads each; ` +
        `ONNX Runtime ${about.onnxruntime} against ${about.device}; medians of ${about.rounds} rounds in turns of ` +
        `at least ${about.seconds} s; load before ${load.toFixed(1)}`);
    console.log(table(rows));
    const others = rows.filter(({ precision, numerics }) => !numerics.startsWith(precision));
    for (const line of new Set(others.map(({ precision, numerics }) => `${precision} is ${numerics}`))) console.log(line);
    console.log('ONNX Runtime computes in float32 throughout: the file is float32, and precisions are how our engine runs it.');
    if (load > 0.5) console.log('The machine was not idle: compare ratios only, and not across runs.');
}

main().catch((error) => {
    console.error(`compare_onnxruntime: ${error.message}`);
    process.exitCode = 1;
});
