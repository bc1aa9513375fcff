// Blobs and files, addresses, requests, and the little of jQuery that pages use.
(function (host, base, dom) {
    'use strict';
    const world = globalThis;
    const { hidden, hideAll, orUnknown, unknown, text, viewOf, enqueue } = base;

    class Blob {
        constructor(parts, options) {
            const all = [];
            for (const part of parts === undefined || parts === null ? [] : Array.from(parts)) all.push(part instanceof Blob ? part.__handle : viewOf(part) || text(part));
            hidden(this, '__handle', host.blob(all, text(options && options.type)));
            this.type = text(options && options.type);
        }
        get size() { return host.sizeOf(this.__handle); }
        slice(from, to, type) { const bytes = host.bytesOf(this.__handle); return new Blob([bytes.slice(from === undefined ? 0 : from, to === undefined ? bytes.length : to)], { type }); }
        arrayBuffer() { return Promise.resolve(host.bytesOf(this.__handle).buffer); }
        bytes() { return Promise.resolve(host.bytesOf(this.__handle)); }
        text() { return Promise.resolve(host.decode(host.bytesOf(this.__handle), 'utf-8')); }
        stream() { return unknown; }
    }
    class File extends Blob { constructor(parts, name, options) { super(parts, options); this.name = text(name); this.lastModified = 1664876160000; host.nameBlob(this.__handle, this.name); } }
    class FileReader {
        constructor() { this.result = null; this.readyState = 0; }
        done(result) { this.result = result; this.readyState = 2; enqueue(() => { for (const type of ['load', 'loadend']) dom.fire(this, type, dom.eventOf(type, this)); }, 0, 'FileReader', 1); }
        readAsDataURL(blob) { this.done('data:' + (blob.type || 'application/octet-stream') + ';base64,' + host.btoa(host.decode(host.bytesOf(blob.__handle), 'latin1'))); }
        readAsArrayBuffer(blob) { this.done(host.bytesOf(blob.__handle).buffer); }
        readAsText(blob) { this.done(host.decode(host.bytesOf(blob.__handle), 'utf-8')); }
        readAsBinaryString(blob) { this.done(host.decode(host.bytesOf(blob.__handle), 'latin1')); }
        abort() { }
    }
    hideAll(FileReader.prototype, dom.targets);

    class URLSearchParams {
        constructor(value) {
            hidden(this, '__pairs', []);
            if (typeof value === 'string') for (const pair of value.replace(/^\?/, '').split('&')) { if (pair === '') continue; const at = pair.indexOf('='); this.append(host.unescape((at < 0 ? pair : pair.slice(0, at)).replace(/\+/g, ' ')), at < 0 ? '' : host.unescape(pair.slice(at + 1).replace(/\+/g, ' '))); }
            else if (value && typeof value === 'object') for (const [name, one] of typeof value[Symbol.iterator] === 'function' ? value : Object.entries(value)) this.append(name, one);
        }
        append(name, value) { if (this.__pairs.length < 500) this.__pairs.push([text(name), text(value)]); }
        set(name, value) { this.delete(name); this.append(name, value); }
        delete(name) { this.__pairs.splice(0, this.__pairs.length, ...this.__pairs.filter(([one]) => one !== name)); }
        get(name) { const pair = this.__pairs.find(([one]) => one === name); return pair ? pair[1] : null; }
        getAll(name) { return this.__pairs.filter(([one]) => one === name).map(([, value]) => value); }
        has(name) { return this.__pairs.some(([one]) => one === name); }
        forEach(run) { for (const [name, value] of this.__pairs) run(value, name, this); }
        entries() { return this.__pairs[Symbol.iterator](); }
        keys() { return this.__pairs.map(([name]) => name)[Symbol.iterator](); }
        [Symbol.iterator]() { return this.__pairs[Symbol.iterator](); }
        toString() { return this.__pairs.map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(value)).join('&'); }
    }
    class URL {
        constructor(address, from) {
            let whole = text(address);
            if (from !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(whole)) { const base = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*\/)?/i.exec(text(from)) || ['', '', '/']; whole = whole.startsWith('/') ? base[1] + whole : base[1] + (base[2] || '/') + whole; }
            const parts = /^([a-z][a-z0-9+.-]*:)(?:\/\/(?:([^@/?#]*)@)?([^/:?#]*)(?::(\d+))?)?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(whole);
            if (!parts) throw new TypeError("Failed to construct 'URL': Invalid URL");
            [, this.protocol, this.username = '', this.hostname = '', this.port = '', this.pathname = '', this.search = '', this.hash = ''] = parts;
            this.searchParams = new URLSearchParams(this.search);
        }
        get host() { return this.hostname + (this.port ? ':' + this.port : ''); }
        get origin() { return this.protocol + '//' + this.host; }
        get href() { const query = this.searchParams.toString(); return this.protocol + (this.hostname || this.protocol === 'file:' ? '//' : '') + this.host + this.pathname + (query ? '?' + query : '') + this.hash; }
        toString() { return this.href; }
        toJSON() { return this.href; }
        static createObjectURL(blob) { return 'blob:null/' + (blob && blob.__handle !== undefined ? blob.__handle : ''); }
        static revokeObjectURL() { }
        static canParse() { return true; }
    }

    // ---- requests: recorded, answered with an unknown; what the page itself carries is answered truly
    const blobOf = address => {
        if (/^blob:null\/\d+$/.test(address)) { const blob = new Blob([]); hidden(blob, '__handle', +address.slice(10)); return blob; }
        if (/^data:/i.test(address)) { const handle = host.dataBlob(address); if (handle >= 0) { const blob = new Blob([]); hidden(blob, '__handle', handle); blob.type = (/^data:([^;,]*)/i.exec(address) || [])[1] || ''; return blob; } }
        return undefined;
    };
    base.carried = address => { const blob = blobOf(text(address)); return blob ? host.decode(host.bytesOf(blob.__handle), 'utf-8') : undefined; };
    const answer = blob => ({
        ok: true, status: 200, statusText: 'OK', redirected: false, type: 'basic', url: '', headers: orUnknown({ get: () => null, has: () => false }), body: unknown, clone() { return this; },
        text: () => blob ? blob.text() : Promise.resolve(unknown), json: () => blob ? blob.text().then(JSON.parse) : Promise.resolve(unknown), blob: () => Promise.resolve(blob || unknown), arrayBuffer: () => blob ? blob.arrayBuffer() : Promise.resolve(unknown), formData: () => Promise.resolve(unknown),
    });
    const addressOf = what => text(what && what.url !== undefined ? what.url : what && what.href !== undefined ? what.href : what);
    const fetch = what => {
        const address = addressOf(what), blob = blobOf(address);
        if (!blob) host.fetch(address, null, 'fetch');
        return Promise.resolve(answer(blob));
    };
    class XMLHttpRequest {
        constructor() { this.readyState = 0; this.status = 0; this.statusText = ''; this.responseType = ''; this.response = null; this.responseText = ''; this.upload = {}; this.withCredentials = false; }
        open(method, address) { hidden(this, '__address', addressOf(address)); this.readyState = 1; }
        setRequestHeader() { } overrideMimeType() { } abort() { } getResponseHeader() { return null; } getAllResponseHeaders() { return ''; }
        send() {
            const blob = blobOf(this.__address || '');
            if (!blob) host.fetch(this.__address || '', null, 'XMLHttpRequest');
            this.readyState = 4; this.status = 200; this.statusText = 'OK'; this.responseURL = this.__address;
            const bytes = blob && host.bytesOf(blob.__handle);
            this.responseText = blob ? host.decode(bytes, 'utf-8') : unknown;
            this.response = !blob ? unknown : this.responseType === 'arraybuffer' ? bytes.buffer : this.responseType === 'blob' ? blob : this.responseText;
            enqueue(() => { for (const type of ['readystatechange', 'load', 'loadend']) dom.fire(this, type, dom.eventOf(type, this)); }, 0, 'XMLHttpRequest', 1);
        }
    }
    hideAll(XMLHttpRequest.prototype, dom.targets);
    class Socket { constructor(address) { this.url = text(address); this.readyState = 1; host.fetch(this.url, null, 'WebSocket'); enqueue(() => dom.fire(this, 'open', dom.eventOf('open', this)), 0, 'WebSocket', 1); } send() { } close() { } }
    hideAll(Socket.prototype, dom.targets);
    class Worker { constructor(address) { const blob = blobOf(text(address)); if (blob) base.run(host.decode(host.bytesOf(blob.__handle), 'utf-8'), ''); } postMessage() { } terminate() { } }
    hideAll(Worker.prototype, dom.targets);
    class FormData { constructor() { hidden(this, '__pairs', new Map()); } append(name, value) { this.__pairs.set(text(name), value); } set(name, value) { this.append(name, value); } get(name) { return this.__pairs.get(name); } has(name) { return this.__pairs.has(name); } entries() { return this.__pairs.entries(); } }
    hideAll(world, {
        Blob, File, FileReader, URL, webkitURL: URL, URLSearchParams, XMLHttpRequest, fetch, WebSocket: Socket, EventSource: Socket, Worker, SharedWorker: Worker, FormData, Headers: class { append() { } set() { } get() { return null; } }, Request: class { constructor(what) { this.url = addressOf(what); } },
        Response: class { constructor(body) { Object.assign(this, answer(new Blob([body]))); } }, AbortController: class { constructor() { this.signal = {}; } abort() { } }, BlobBuilder: class { constructor() { this.parts = []; } append(part) { this.parts.push(part); } getBlob(type) { return new Blob(this.parts, { type }); } },
        atob(value) { const plain = host.atob(text(value)); if (plain === null) throw new Error("Failed to execute 'atob' on 'Window': The string to be decoded is not correctly encoded."); return plain; }, btoa: value => host.btoa(text(value)),
        saveAs(blob, name) { if (blob && blob.__handle !== undefined) host.dropBlob('blob:null/' + blob.__handle, text(name), 'saveAs', false); },
    });

    // ---- jQuery, as far as pages that load it from elsewhere need it
    const wrap = nodes => {
        const each = run => { nodes.forEach(run); return set; };
        const on = (type, ...rest) => { const run = rest.find(one => typeof one === 'function'); for (const one of text(type).split(/\s+/)) each(node => node.addEventListener && node.addEventListener(one.split('.')[0], run)); return set; };
        const members = {
            length: nodes.length, jquery: '3.6.0', toArray: () => nodes, get: at => at === undefined ? nodes : nodes[at], each: run => each((node, at) => run.call(node, at, node)), eq: at => wrap(nodes.slice(at, at + 1 || undefined)), first: () => wrap(nodes.slice(0, 1)), last: () => wrap(nodes.slice(-1)),
            ready(run) { if (typeof run === 'function') enqueue(() => run(jQuery), 0, 'ready', 1); return set; }, on, bind: on, one: on, delegate: on, off: () => set, trigger: type => each(node => type === 'click' ? node.click() : type === 'submit' ? node.submit() : dom.fire(node, type)),
            html: value => value === undefined ? (nodes[0] ? nodes[0].innerHTML : undefined) : each(node => { node.innerHTML = text(value); }), text: value => value === undefined ? nodes.map(node => node.textContent).join('') : each(node => { node.textContent = text(value); }),
            val: value => value === undefined ? (nodes[0] ? nodes[0].value : undefined) : each(node => { node.value = value; }), attr: (name, value) => typeof name === 'object' ? each(node => { for (const one of Object.keys(name)) node.setAttribute(one, name[one]); }) : value === undefined ? (nodes[0] ? nodes[0].getAttribute(name) || undefined : undefined) : each(node => node.setAttribute(name, value)),
            prop: (name, value) => value === undefined ? (nodes[0] ? nodes[0][name] : undefined) : each(node => { node[name] = value; }), data: (name, value) => value === undefined ? (nodes[0] ? nodes[0].getAttribute('data-' + name) || undefined : undefined) : each(node => node.setAttribute('data-' + name, value)),
            append: (...all) => each(node => { for (const one of all) if (typeof one === 'string') node.insertAdjacentHTML('beforeend', one); else for (const inner of one && one.toArray ? one.toArray() : [one]) node.appendChild(inner); }), appendTo: where => { jQuery(where).append(set); return set; },
            find: selector => wrap(nodes.flatMap(node => dom.select(node, selector))), parent: () => wrap(nodes.map(node => node.parentNode).filter(node => node)), closest: selector => wrap(nodes.map(node => node.closest(selector)).filter(node => node)), children: () => wrap(nodes.flatMap(node => node.children)), is: selector => nodes.some(node => node.matches && node.matches(selector)),
            serialize: () => '', submit: run => run ? on('submit', run) : each(node => node.submit()), click: run => run ? on('click', run) : each(node => node.click()), load: (where, run) => { if (typeof where === 'string') host.fetch(where, null, '$.load'); else on('load', where); return set; }, prepend: (...all) => members.append(...all), replaceWith: value => { host.shown(text(value), 'replaceWith'); return set; },
        };
        for (const type of ['change', 'keyup', 'keydown', 'keypress', 'mouseover', 'mouseenter', 'mousemove', 'focus', 'blur', 'input', 'scroll', 'resize', 'hover']) members[type] = run => run ? on(type === 'hover' ? 'mouseover' : type, run) : set;
        for (const name of ['show', 'hide', 'fadeIn', 'fadeOut', 'slideUp', 'slideDown', 'toggle', 'animate', 'css', 'addClass', 'removeClass', 'toggleClass', 'removeAttr', 'remove', 'empty', 'delay', 'stop', 'modal']) members[name] = (...all) => { for (const run of all) if (typeof run === 'function') enqueue(run, 0, 'setTimeout', 1); return set; };
        nodes.forEach((node, at) => { members[at] = node; });
        const set = orUnknown(members);
        return set;
    };
    const request = (what, how) => {
        const options = typeof what === 'string' ? { url: what } : what || {};
        host.fetch(text(options.url), null, how);
        for (const name of ['beforeSend', 'success', 'complete', 'error']) if (typeof options[name] === 'function') enqueue(() => options[name](unknown, 'success', unknown), 1, '$.ajax', 1);
        return promise;
    };
    const promise = orUnknown({});
    for (const name of ['done', 'then', 'always', 'success', 'fail', 'error', 'complete']) promise[name] = run => { if (typeof run === 'function') enqueue(() => run(unknown, 'success', unknown), 1, '$.ajax', 1); return promise; };
    const jQuery = (what, within) => {
        if (typeof what === 'function') { enqueue(() => what(jQuery), 0, 'ready', 1); return wrap([]); }
        if (typeof what === 'string') { if (!/^\s*</.test(what)) return wrap(dom.select(base.document, what)); const all = new dom.Fragment(); dom.fill(all, what); return wrap(all.children); }
        return what && what.toArray ? what : wrap(what ? [what] : []);
    };
    const then = (address, ...rest) => { const run = rest.find(one => typeof one === 'function'); return request({ url: address && address.url || address, success: run }, '$.ajax'); };
    Object.assign(jQuery, {
        ajax: (what, more) => request(typeof what === 'string' ? Object.assign({ url: what }, more) : what, '$.ajax'), get: then, post: then, getJSON: then, getScript: then, ajaxSetup() { }, noConflict: () => jQuery, extend: Object.assign, fn: {}, isFunction: value => typeof value === 'function', isArray: Array.isArray, trim: value => text(value).trim(),
        each(what, run) { for (const name of Object.keys(what)) run.call(what[name], name, what[name]); }, map: (what, run) => Array.from(what).map((value, at) => run(value, at)), parseHTML: markup => { const all = new dom.Fragment(); dom.fill(all, text(markup)); return all.childNodes; }, parseJSON: JSON.parse, inArray: (value, all) => all.indexOf(value), param: () => '', Deferred: () => promise, when: () => promise,
    });
    hideAll(world, { $: jQuery, jQuery });
    return {};
})
