// A browser's window and document.
(function (host, base, dom) {
    'use strict';
    const world = globalThis;
    const { hidden, hideAll, orUnknown, unknown, text, enqueue } = base;
    const { Element, Text, Comment, Fragment } = dom;

    // ---- document
    const document = Object.create(dom.Node.prototype);
    hideAll(document, { nodeType: 9, nodeName: '#document', childNodes: [], parentNode: null });
    base.document = document;
    const root = new Element('html'), head = new Element('head'), body = new Element('body');
    for (const [inner, outer] of [[root, document], [head, root], [body, root]]) { inner.parentNode = outer; outer.childNodes.push(inner); }
    const made = name => {
        const node = new Element(text(name).toLowerCase());
        return node;
    };
    const cookies = new Map();
    // A script that is written piece by piece runs when it is whole.
    let pending = '';
    const isOpen = markup => markup.lastIndexOf('<script') > markup.lastIndexOf('</script');
    const flush = how => {
        const markup = pending;
        pending = '';
        if (markup === '') return;
        host.write(markup, how);
        dom.fill(body, markup, true);
        name();
    };
    base.write = (markup, how) => {
        pending += markup;
        if (pending.length < 1 << 24 && (!/>\s*$/.test(pending.slice(-64)) || isOpen(pending.toLowerCase()))) return;
        flush(how);
    };
    base.flush = flush;
    const write = (...all) => base.write(all.map(text).join(''), 'document.write');
    const state = { ready: 'loading' };
    hideAll(document, {
        documentElement: root, head, body, defaultView: world, scrollingElement: root, activeElement: body, currentScript: null, doctype: { name: 'html' }, styleSheets: [], compatMode: 'CSS1Compat', characterSet: 'UTF-8', charset: 'UTF-8', contentType: 'text/html',
        referrer: '', domain: '', hidden: false, visibilityState: 'visible', lastModified: '10/04/2022 09:30:00', designMode: 'off', dir: '', fullscreenElement: null, fonts: orUnknown({ ready: Promise.resolve() }),
        implementation: { createHTMLDocument: () => document, hasFeature: () => true, createDocument: () => document },
        getElementById: id => dom.find(document, node => node.getAttribute('id') === String(id)), getElementsByName: name => dom.all(document, node => node.getAttribute('name') === String(name)),
        getElementsByTagName: name => root.getElementsByTagName.call(document, name), getElementsByTagNameNS: (space, name) => root.getElementsByTagName.call(document, name), getElementsByClassName: name => root.getElementsByClassName(name),
        querySelectorAll: selector => dom.select(document, selector), querySelector: selector => dom.select(document, selector)[0] || null,
        createElement: made, createElementNS: (space, name) => made(name), createTextNode: data => new Text(text(data)), createComment: data => new Comment(text(data)), createDocumentFragment: () => new Fragment(), createCDATASection: data => new Text(text(data)),
        createEvent: () => ({ initEvent(type) { this.type = type; }, initMouseEvent(type) { this.type = type; }, initCustomEvent(type) { this.type = type; } }),
        createRange: () => orUnknown({ createContextualFragment(markup) { const all = new Fragment(); dom.fill(all, text(markup)); host.shown(text(markup), 'createContextualFragment'); return all; } }),
        createTreeWalker: () => unknown, createNodeIterator: () => unknown, importNode: node => node.cloneNode(true), adoptNode: node => node,
        write, writeln: (...all) => write(...all, '\n'), open() { return document; }, close() { flush('document.write'); }, clear() { },
        execCommand(name) { if (/^copy$/i.test(name) && base.selected) host.clipboard(text(base.selected.value || base.selected.textContent)); return true; }, hasFocus: () => true, elementFromPoint: () => body, getSelection: () => unknown, exitFullscreen: () => Promise.resolve(), queryCommandSupported: () => false,
    });
    for (const [name, tag] of [['forms', 'form'], ['images', 'img'], ['links', 'a'], ['anchors', 'a'], ['scripts', 'script'], ['embeds', 'embed'], ['all', '*']])
        Object.defineProperty(document, name, { get: () => document.getElementsByTagName(tag), configurable: true });
    Object.defineProperties(document, {
        readyState: { get: () => state.ready, configurable: true },
        title: { get: () => (dom.find(document, node => node.localName === 'title') || body).textContent.slice(0, 1000), set(value) { }, configurable: true },
        cookie: { get: () => [...cookies].map(([name, value]) => name + '=' + value).join('; '), set(value) { const [pair] = text(value).split(';'); const at = pair.indexOf('='); if (cookies.size < 100) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim()); }, configurable: true },
        URL: { get: () => location.href, configurable: true }, documentURI: { get: () => location.href, configurable: true }, baseURI: { get: () => location.href, configurable: true },
    });

    // ---- where it leads
    const follow = (address, download, how, within) => {
        address = text(address).trim();
        const scheme = (/^[\s\x00-\x20]*([a-z][a-z0-9+.-]*):/i.exec(address) || [])[1];
        if (scheme === undefined) { if (address.startsWith('//')) host.go('https:' + address, how); else if (address.startsWith('\\\\')) host.go(address, how); return; }
        switch (scheme.toLowerCase()) {
            case 'javascript': base.run(host.unescape(address.slice(address.indexOf(':') + 1)), ''); break;
            case 'blob': host.dropBlob(address, download, how, within); break;
            case 'data': host.dropData(address, download, how, within); break;
            case 'about': break;
            default: host.go(address, how);
        }
    };
    base.follow = follow;
    base.submit = form => {
        const action = form.getAttribute('action');
        if (action) { if (/^\s*javascript:/i.test(action)) follow(action, null, 'form.submit', false); else host.fetch(action, null, 'form.submit'); }
    };
    const here = host.here;
    const location = {
        get href() { return here; }, set href(value) { follow(value, null, 'location', false); },
        assign(value) { follow(value, null, 'location', false); }, replace(value) { follow(value, null, 'location', false); }, reload() { }, toString: () => here,
        protocol: 'file:', host: '', hostname: '', port: '', pathname: here.slice(7), search: '', hash: '', origin: 'null', ancestorOrigins: [],
    };
    for (const target of [world, document]) Object.defineProperty(target, 'location', { get: () => location, set(value) { follow(value, null, 'location', false); }, configurable: false, enumerable: true });

    // ---- window
    const store = () => {
        const kept = new Map();
        return {
            getItem: name => kept.has(String(name)) ? kept.get(String(name)) : null, setItem(name, value) { if (kept.size < 200) kept.set(String(name), String(value)); }, removeItem(name) { kept.delete(String(name)); }, clear() { kept.clear(); },
            key: at => [...kept.keys()][at] || null, get length() { return kept.size; },
        };
    };
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/106.0.0.0 Safari/537.36';
    const saveBlob = (blob, name) => { host.dropBlob('blob:null/' + (blob && blob.__handle), name === undefined ? null : text(name), 'msSaveOrOpenBlob', false); return true; };
    const navigator = {
        userAgent: agent, appVersion: agent.slice(8), appName: 'Netscape', appCodeName: 'Mozilla', product: 'Gecko', vendor: 'Google Inc.', platform: 'Win32', language: 'en-US', languages: ['en-US', 'en'], onLine: true, cookieEnabled: true, doNotTrack: null,
        webdriver: false, hardwareConcurrency: 8, deviceMemory: 8, maxTouchPoints: 0, plugins: dom.list([{ name: 'PDF Viewer' }, { name: 'Chrome PDF Viewer' }, { name: 'Chromium PDF Viewer' }]), mimeTypes: dom.list([{ type: 'application/pdf' }, { type: 'text/pdf' }]),
        javaEnabled: () => false, sendBeacon(address) { host.fetch(text(address), null, 'sendBeacon'); return true; }, msSaveBlob: saveBlob, msSaveOrOpenBlob: saveBlob, vibrate: () => true, getBattery: () => Promise.resolve(unknown), permissions: { query: () => Promise.resolve({ state: 'prompt' }) },
        clipboard: { writeText(value) { host.clipboard(text(value)); return Promise.resolve(); }, readText: () => Promise.resolve(''), write: () => Promise.resolve() }, userAgentData: { mobile: false, platform: 'Windows', brands: [{ brand: 'Chromium', version: '106' }] }, serviceWorker: undefined, geolocation: unknown,
    };
    const quiet = () => { };
    const observer = class { constructor(run) { this.run = run; } observe() { } unobserve() { } disconnect() { } takeRecords() { return []; } };
    hideAll(world, dom.targets);
    hideAll(world, {
        window: world, self: world, top: world, parent: world, frames: world, opener: null, frameElement: null, closed: false, length: 0, name: '', status: '', document, navigator, clientInformation: navigator, localStorage: store(), sessionStorage: store(),
        screen: { width: 1920, height: 1080, availWidth: 1920, availHeight: 1040, colorDepth: 24, pixelDepth: 24, orientation: { type: 'landscape-primary', angle: 0 } }, innerWidth: 1903, innerHeight: 969, outerWidth: 1920, outerHeight: 1040, screenX: 0, screenY: 0, devicePixelRatio: 1,
        scrollX: 0, scrollY: 0, pageXOffset: 0, pageYOffset: 0, history: { length: 1, state: null, back: quiet, forward: quiet, go: quiet, pushState: quiet, replaceState: quiet },
        performance: { now: () => host.tick(), timing: unknown, timeOrigin: 1664876160000, mark: quiet, measure: quiet, getEntriesByType: () => [], getEntries: () => [] }, event: undefined,
        alert: quiet, confirm: () => true, prompt: () => 'user@corp.example', print: quiet, focus: quiet, blur: quiet, close: quiet, stop: quiet, scroll: quiet, scrollTo: quiet, scrollBy: quiet, moveTo: quiet, resizeTo: quiet, resizeBy: quiet, moveBy: quiet, postMessage: quiet, find: () => false,
        open(address) { if (address) follow(address, null, 'window.open', false); return world; }, showModalDialog(address) { follow(address, null, 'window.open', false); }, navigate(address) { follow(address, null, 'location', false); },
        execScript(code, language) { base.run(text(code), text(language)); }, external: unknown, getSelection: () => unknown, matchMedia: () => ({ matches: false, addListener: quiet, addEventListener: quiet }), getComputedStyle: () => orUnknown({ getPropertyValue: () => '' }),
        MutationObserver: observer, IntersectionObserver: observer, ResizeObserver: observer, PerformanceObserver: observer, Node: dom.Node, Element, HTMLElement: Element, HTMLAnchorElement: Element, HTMLScriptElement: Element, HTMLIFrameElement: Element, Text, Comment, DocumentFragment: Fragment,
        Event: class { constructor(type, more) { Object.assign(this, more); this.type = type; } preventDefault() { } stopPropagation() { } }, Audio: class extends Element { constructor() { super('audio'); } }, Option: class extends Element { constructor() { super('option'); } },
        Image: class extends Element { constructor() { super('img'); } }, customElements: { define: quiet, get: quiet, whenDefined: () => Promise.resolve() }, trustedTypes: undefined, indexedDB: unknown, caches: unknown, speechSynthesis: unknown, chrome: { runtime: undefined, app: {}, csi: quiet, loadTimes: quiet },
        DOMParser: class { parseFromString(markup) { const all = new Element('html'); dom.fill(all, text(markup)); host.shown(text(markup), 'DOMParser'); hidden(all, 'documentElement', all); hidden(all, 'body', all); hidden(all, 'getElementById', id => dom.find(all, node => node.id === id)); return all; } },
        XMLSerializer: class { serializeToString(node) { return node.outerHTML || ''; } },
    });
    for (const name of ['MouseEvent', 'CustomEvent', 'UIEvent', 'KeyboardEvent', 'InputEvent', 'PointerEvent', 'TouchEvent', 'MessageEvent']) hidden(world, name, class extends world.Event { });

    // ---- what happens by itself, and what a reader would do
    const run = (target, type) => {
        const entry = type === 'domcontentloaded' ? 'DOMContentLoaded' : 'on' + type;
        for (const handler of dom.handlersOf(target, type)) enqueue(() => handler.call(target, dom.eventOf(type, target)), 0, entry, 1);
    };
    const everything = () => dom.all(document, node => node.__listeners !== undefined || node.getAttributeNames().some(name => name.startsWith('on')) || Object.keys(node).some(name => name.startsWith('on')));
    // Elements by their names, as browsers put them on the window, the document and their form.
    const name = () => {
        for (const node of dom.all(document, node => node.id !== '' || node.name !== '').slice(0, 500)) {
            const names = [node.id, /^(form|img|iframe|embed|object|input|button|select|textarea)$/.test(node.localName) ? node.name : ''];
            for (const one of names) {
                if (one === '' || /^\d/.test(one)) continue;
                if (!(one in world)) hidden(world, one, node);
                if (/^(form|img|iframe|embed|object)$/.test(node.localName) && !(one in document)) hidden(document, one, node);
                const form = /^(input|button|select|textarea)$/.test(node.localName) ? node.form : null;
                if (form && !(one in form)) hidden(form, one, node);
            }
        }
    };
    hidden(world, Symbol.toStringTag, 'Window');
    hidden(document, Symbol.toStringTag, 'HTMLDocument');
    return {
        load(markup) { dom.fill(body, markup); name(); },
        // The element of a script that is about to run.
        current(at) { document.currentScript = document.scripts[at] || null; },
        phases: [
            () => { state.ready = 'interactive'; run(document, 'readystatechange'); run(document, 'domcontentloaded'); run(world, 'domcontentloaded'); },
            () => {
                state.ready = 'complete';
                run(document, 'readystatechange');
                for (const node of everything()) for (const type of ['load', 'error', 'begin', 'toggle', 'animationstart', 'focus', 'canplay', 'pageshow']) if (type !== 'error' || /^(img|image|video|audio|object|embed|script|source|link)$/.test(node.localName)) run(node, type);
                run(world, 'load'); run(document, 'load'); run(world, 'pageshow');
                for (const node of dom.all(document, node => /^(iframe|frame|embed)$/.test(node.localName) && /^\s*(javascript|data|blob):/i.test(node.getAttribute('src') || ''))) enqueue(() => follow(node.getAttribute('src'), null, node.localName, true), 0, 'iframe', 1);
                for (const node of dom.all(document, node => node.localName === 'iframe' && node.getAttribute('srcdoc'))) enqueue(() => base.write(node.getAttribute('srcdoc'), 'srcdoc'), 0, 'iframe', 1);
            },
            () => {
                for (const node of dom.all(document, node => node.localName === 'input' || node.localName === 'textarea')) {
                    const kind = (node.getAttribute('type') || 'text').toLowerCase();
                    if (!node.value && /^(text|email|password|tel|number)$/.test(kind)) node.value = kind === 'password' ? 'Passw0rd!2022' : 'user@corp.example';
                }
                for (const type of ['mousemove', 'mouseover', 'mouseenter', 'pointermove', 'mousedown', 'mouseup', 'touchstart', 'scroll', 'wheel', 'focus', 'focusin', 'keydown', 'keyup', 'keypress', 'input', 'change', 'visibilitychange', 'click', 'dblclick', 'contextmenu', 'submit']) {
                    run(world, type);
                    run(document, type);
                }
                for (const node of everything().slice(0, 200)) for (const type of ['mouseover', 'mouseenter', 'mousemove', 'mousedown', 'touchstart', 'keydown', 'keyup', 'input', 'change', 'blur', 'submit', 'dragstart', 'contextmenu']) run(node, type);
                for (const node of everything().slice(0, 200)) if (dom.handlersOf(node, 'click').length > 0) enqueue(() => node.click(), 5, 'onclick', 1);
                for (const node of dom.all(document, node => node.localName === 'a' && /^\s*javascript:/i.test(node.getAttribute('href') || '')).slice(0, 20)) enqueue(() => node.click(), 6, 'onclick', 1);
            },
            () => {
                for (const node of dom.all(document, node => node.localName === 'a' && /^(blob|data):/i.test(node.getAttribute('href') || ''))) follow(node.getAttribute('href'), node.getAttribute('download'), 'href', false);
            },
        ],
    };
})
