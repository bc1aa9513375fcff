// What every world has. Runs before any script of the file; `host` is the emulator's side.
(function (host) {
    'use strict';
    const world = globalThis;

    const hidden = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
    const hideAll = (target, members) => { for (const name of Object.keys(members)) hidden(target, name, members[name]); };

    // An unknown value: called, read, joined or counted, it stays unknown or turns into nothing.
    const unknown = new Proxy(function () { }, {
        get(target, key) {
            if (key === Symbol.toPrimitive) return hint => hint === 'number' ? 0 : '';
            if (key === Symbol.iterator) return function* () { };
            if (key === 'then' || key === Symbol.toStringTag || key === Symbol.isConcatSpreadable || key === Symbol.unscopables) return undefined;
            if (key === 'toString' || key === 'toLocaleString' || key === 'toJSON' || key === 'valueOf') return () => '';
            if (key === 'length') return 0;
            return unknown;
        },
        set() { return true; },
        has() { return true; },
        apply() { return unknown; },
        construct() { return unknown; },
        deleteProperty() { return true; },
        getPrototypeOf() { return Object.prototype; },
    });

    // Members that are asked for and not there are unknown, too.
    const orUnknown = (object) => new Proxy(object, {
        get(target, key) {
            if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return target[key];
            return unknown;
        },
    });

    // ---- timers: each runs, the shortest delay first
    const tasks = [];
    let number = 0;
    const enqueue = (run, delay, entry, rounds) => {
        if (tasks.length >= 400) return 0;
        const task = { id: ++number, run, delay: +delay || 0, entry, rounds };
        let at = tasks.length;
        while (at > 0 && tasks[at - 1].delay > task.delay) at--;
        tasks.splice(at, 0, task);
        return task.id;
    };
    const cancel = id => { const at = tasks.findIndex(task => task.id === id); if (at >= 0) tasks.splice(at, 1); };
    const timer = (entry, rounds) => function (run, delay, ...rest) {
        if (typeof run === 'string') { const code = run; run = () => base.run(code, ''); }
        return typeof run === 'function' ? enqueue(() => run.apply(world, rest), delay, entry, rounds) : 0;
    };
    hideAll(world, {
        setTimeout: timer('setTimeout', 1), setInterval: timer('setInterval', 24), setImmediate: timer('setTimeout', 1),
        requestAnimationFrame: run => typeof run === 'function' ? enqueue(() => run(16), 16, 'setTimeout', 1) : 0,
        requestIdleCallback: run => typeof run === 'function' ? enqueue(() => run({ didTimeout: false, timeRemaining: () => 50 }), 1, 'setTimeout', 1) : 0,
        queueMicrotask: run => { Promise.resolve().then(run); },
        clearTimeout: cancel, clearInterval: cancel, clearImmediate: cancel, cancelAnimationFrame: cancel, cancelIdleCallback: cancel,
    });

    // ---- text and bytes
    const text = value => typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
    const viewOf = value => {
        if (value instanceof Uint8Array) return value;
        if (value instanceof ArrayBuffer) return new Uint8Array(value);
        if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        return undefined;
    };
    class TextDecoderStub {
        constructor(label) { this.encoding = String(label === undefined ? 'utf-8' : label).toLowerCase(); this.fatal = false; this.ignoreBOM = false; }
        decode(value) { const view = viewOf(value); return view ? host.decode(view, this.encoding) : ''; }
    }
    class TextEncoderStub {
        get encoding() { return 'utf-8'; }
        encode(value) { return host.encode(text(value)); }
        encodeInto(value, into) { const bytes = this.encode(value); into.set(bytes.subarray(0, into.length)); return { read: value.length, written: Math.min(bytes.length, into.length) }; }
    }
    hideAll(world, { TextDecoder: TextDecoderStub, TextEncoder: TextEncoderStub });

    const quiet = () => { };
    hidden(world, 'console', orUnknown({ log: quiet, warn: quiet, error: quiet, info: quiet, debug: quiet, trace: quiet, table: quiet, clear: quiet, dir: quiet, group: quiet, groupEnd: quiet, time: quiet, timeEnd: quiet, assert: quiet }));

    // Chance is the same every time.
    hidden(Math, 'random', () => host.random());
    hidden(world, 'crypto', {
        getRandomValues(array) { for (let i = 0; i < array.length; i++) array[i] = Math.floor(host.random() * 4294967296); return array; },
        randomUUID: () => '7c9e6679-7425-40de-944b-e07fc1f90ae7',
        subtle: unknown,
    });
    hidden(world, 'WebAssembly', undefined);

    // Buffers are bounded together: they are made in one step, whatever their length.
    let buffered = 0;
    for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'Uint8Array', 'Int8Array', 'Uint8ClampedArray', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
        const plain = world[name];
        if (plain === undefined) continue;
        const bounded = new Proxy(plain, {
            construct(target, all, made) {
                if (typeof all[0] === 'number' || typeof all[0] === 'string') {
                    const length = +all[0] * (target.BYTES_PER_ELEMENT || 1);
                    buffered += length > 0 ? length : 0;
                    if (buffered > 1 << 27) host.spent();
                }
                return Reflect.construct(target, all, made === bounded ? target : made);
            },
        });
        hidden(plain.prototype, 'constructor', bounded);
        hidden(world, name, bounded);
    }

    // Code that comes up while other code runs; what fails costs itself alone.
    const indirect = eval;
    const base = {
        run(code, language) {
            if (/vbs/i.test(language)) { host.vbscript(code); return; }
            if (language !== '' && !/javascript|ecmascript|jscript|module|babel/i.test(language)) return;
            try { indirect(code); } catch (error) { host.failed(code, text(error)); }
        },
        unknown, orUnknown, hidden, hideAll, enqueue, text, viewOf,
        next() {
            const task = tasks.shift();
            if (task === undefined) return undefined;
            if (--task.rounds > 0 && tasks.length < 400) { task.delay += 1000; let at = tasks.length; while (at > 0 && tasks[at - 1].delay > task.delay) at--; tasks.splice(at, 0, task); }
            return task;
        },
    };
    return base;
})
