// Elements without layout: what scripts read from, write into and click on.
(function (host, base) {
    'use strict';
    const { hideAll, hidden, orUnknown, unknown, text } = base;
    const mostElements = 6000, mostDepth = 200, mostNodes = 20000;
    let elements = 0, nodes = 0;

    // ---- events
    const listen = function (type, run, options) {
        if (typeof run !== 'function' && !(run && typeof run.handleEvent === 'function')) return;
        const all = this.__listeners || (hidden(this, '__listeners', []), this.__listeners);
        if (all.length < 200) all.push({ type: String(type).toLowerCase(), run });
    };
    const eventOf = (type, target, more) => orUnknown(Object.assign({
        type, target, currentTarget: target, srcElement: target, defaultPrevented: false, isTrusted: true, bubbles: true, cancelable: true, timeStamp: 1200, button: 0, which: 13, keyCode: 13, key: 'Enter', code: 'Enter',
        clientX: 240, clientY: 180, pageX: 240, pageY: 180, screenX: 240, screenY: 180, movementX: 3, movementY: 2, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false,
        preventDefault() { this.defaultPrevented = true; }, stopPropagation() { }, stopImmediatePropagation() { }, returnValue: true,
    }, more));
    // All handlers of one event at one target, the attribute's first.
    const handlersOf = (target, type) => {
        const all = [];
        const own = target['on' + type];
        if (typeof own === 'function') all.push(own);
        else if (target.getAttribute) {
            const code = target.getAttribute('on' + type);
            if (code) all.push(function (event) { return new Function('event', code).call(this, event); });
        }
        for (const listener of target.__listeners || []) if (listener.type === type) all.push(typeof listener.run === 'function' ? listener.run : e => listener.run.handleEvent(e));
        return all;
    };
    const fire = (target, type, event) => {
        event = event || eventOf(type, target);
        for (let at = target, up = 0; at && up < 64; at = at.parentNode, up++)
            for (const run of handlersOf(at, type)) if (run.call(at, event) === false) event.defaultPrevented = true;
        return !event.defaultPrevented;
    };
    const targets = {
        addEventListener: listen, attachEvent(type, run) { listen.call(this, String(type).replace(/^on/i, ''), run); }, removeEventListener() { }, detachEvent() { },
        dispatchEvent(event) { return fire(this, String(event && event.type || event).toLowerCase(), eventOf(event.type, this, event)); },
    };

    // ---- nodes
    class Node {
        constructor(type, name) {
            hideAll(this, { nodeType: type, nodeName: name, childNodes: [], parentNode: null, ownerDocument: base.document });
            if (++nodes > mostNodes) host.spent();
        }
        get firstChild() { return this.childNodes[0] || null; }
        get lastChild() { return this.childNodes[this.childNodes.length - 1] || null; }
        get parentElement() { return this.parentNode; }
        get nextSibling() { const all = this.parentNode ? this.parentNode.childNodes : []; return all[all.indexOf(this) + 1] || null; }
        get previousSibling() { const all = this.parentNode ? this.parentNode.childNodes : []; return all[all.indexOf(this) - 1] || null; }
        get nextElementSibling() { const all = this.parentNode ? this.parentNode.children : []; return all[all.indexOf(this) + 1] || null; }
        get previousElementSibling() { const all = this.parentNode ? this.parentNode.children : []; return all[all.indexOf(this) - 1] || null; }
        get children() { return this.childNodes.filter(node => node.nodeType === 1); }
        get childElementCount() { return this.children.length; }
        get firstElementChild() { return this.children[0] || null; }
        get lastElementChild() { const all = this.children; return all[all.length - 1] || null; }
        get isConnected() { return true; }
        hasChildNodes() { return this.childNodes.length > 0; }
        appendChild(node) { return this.insertBefore(node, null); }
        insertBefore(node, before) {
            if (!(node instanceof Node) || node.contains(this)) return node;
            if (node.nodeType === 11) { for (const inner of node.childNodes.slice()) this.insertBefore(inner, before); return node; }
            if (node.parentNode) node.parentNode.removeChild(node);
            const at = before ? this.childNodes.indexOf(before) : -1;
            if (at >= 0) this.childNodes.splice(at, 0, node); else this.childNodes.push(node);
            node.parentNode = this;
            attached(node);
            return node;
        }
        removeChild(node) { const at = this.childNodes.indexOf(node); if (at >= 0) { this.childNodes.splice(at, 1); node.parentNode = null; } return node; }
        replaceChild(fresh, old) { this.insertBefore(fresh, old); return this.removeChild(old); }
        append(...all) { for (const one of all) this.appendChild(one instanceof Node ? one : new Text(text(one))); }
        prepend(...all) { for (const one of all.reverse()) this.insertBefore(one instanceof Node ? one : new Text(text(one)), this.firstChild); }
        replaceChildren(...all) { this.childNodes.length = 0; this.append(...all); }
        before(...all) { for (const one of all) if (this.parentNode) this.parentNode.insertBefore(one instanceof Node ? one : new Text(text(one)), this); }
        after(...all) { for (const one of all) if (this.parentNode) this.parentNode.appendChild(one instanceof Node ? one : new Text(text(one))); }
        replaceWith(...all) { this.before(...all); this.remove(); }
        remove() { if (this.parentNode) this.parentNode.removeChild(this); }
        contains(node) { for (let up = 0; node && up < mostDepth * 2; node = node.parentNode, up++) if (node === this) return true; return false; }
        normalize() { }
        getRootNode() { return base.document; }
        get textContent() {
            if (this.nodeType === 3 || this.nodeType === 8) return this.data;
            const parts = [];
            walk(this, node => { if (node.nodeType === 3) parts.push(node.data); });
            return parts.join('');
        }
        set textContent(value) {
            if (this.nodeType === 3 || this.nodeType === 8) { this.data = text(value); return; }
            this.childNodes.length = 0;
            if (text(value) !== '') this.appendChild(new Text(text(value)));
        }
        get nodeValue() { return this.nodeType === 3 || this.nodeType === 8 ? this.data : null; }
        set nodeValue(value) { if (this.nodeType === 3 || this.nodeType === 8) this.data = text(value); }
    }
    hideAll(Node.prototype, targets);
    class Text extends Node { constructor(data) { super(3, '#text'); this.data = data; } get length() { return this.data.length; } get wholeText() { return this.data; } }
    class Comment extends Node { constructor(data) { super(8, '#comment'); this.data = data; } }
    class Fragment extends Node {
        constructor() { super(11, '#document-fragment'); }
        querySelectorAll(selector) { return select(this, selector); }
        querySelector(selector) { return select(this, selector)[0] || null; }
        getElementById(id) { return find(this, node => node.getAttribute('id') === id); }
    }

    // In document order, without recursion.
    const walk = (root, see) => {
        const stack = [root];
        for (let seen = 0; stack.length > 0 && seen < mostNodes; seen++) {
            const node = stack.pop();
            if (node !== root && see(node) === true) return node;
            for (let i = node.childNodes.length - 1; i >= 0; i--) stack.push(node.childNodes[i]);
        }
        return null;
    };
    const find = (root, test) => walk(root, node => node.nodeType === 1 && test(node));
    const all = (root, test) => { const found = []; walk(root, node => { if (node.nodeType === 1 && test(node)) found.push(node); }); return list(found); };
    const list = found => { hidden(found, 'item', at => found[at] || null); hidden(found, 'namedItem', name => found.find(node => node.id === name || node.name === name) || null); return found; };

    // Selectors: compounds of name, id, class and attribute, descendants; pseudo-classes are passed over.
    const compounds = new Map();
    const compile = part => {
        let test = compounds.get(part);
        if (test) return test;
        const tests = [];
        const pattern = /^(\*|[\w-]+)|#([\w-]+)|\.([\w-]+)|\[\s*([\w:-]+)\s*(?:([~|^$*]?=)\s*["']?([^"'\]]*)["']?\s*)?\]|::?[\w-]+(?:\([^)]*\))?/g;
        for (let match; (match = pattern.exec(part)) !== null && match[0] !== '';) {
            const [, name, id, group, attribute, sign, value] = match;
            if (name && name !== '*') tests.push(node => node.localName === name.toLowerCase());
            if (id) tests.push(node => node.getAttribute('id') === id);
            if (group) tests.push(node => node.classList.contains(group));
            if (attribute) tests.push(node => {
                const has = node.getAttribute(attribute);
                if (has === null || !sign) return has !== null;
                return sign === '=' ? has === value : sign === '^=' ? has.startsWith(value) : sign === '$=' ? has.endsWith(value) : has.includes(value);
            });
        }
        test = node => tests.every(one => one(node));
        if (compounds.size < 500) compounds.set(part, test);
        return test;
    };
    const matches = (node, selector) => text(selector).split(',').some(one => {
        const parts = one.trim().replace(/\s*[>+~]\s*/g, ' ').split(/\s+/).slice(-6);
        if (parts[0] === '' || !compile(parts[parts.length - 1])(node)) return false;
        let up = node.parentNode;
        for (let i = parts.length - 2; i >= 0; i--) {
            const test = compile(parts[i]);
            while (up && !(up.nodeType === 1 && test(up))) up = up.parentNode;
            if (!up) return false;
            up = up.parentNode;
        }
        return true;
    });
    const select = (root, selector) => all(root, node => matches(node, selector));

    const escape = value => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const serialize = (node, depth) => {
        if (node.nodeType === 3) return node.parentNode && /^(script|style|textarea|xmp|noscript)$/.test(node.parentNode.localName) ? node.data : escape(node.data);
        if (node.nodeType !== 1 || depth > mostDepth) return '';
        let tag = '<' + node.localName;
        for (const [name, value] of node.__attributes) tag += ' ' + name + '="' + value.replace(/&/g, '&amp;').replace(/"/g, '&quot;') + '"';
        return tag + '>' + node.childNodes.map(inner => serialize(inner, depth + 1)).join('') + (host.isVoid(node.localName) ? '' : '</' + node.localName + '>');
    };

    class Element extends Node {
        constructor(name) {
            super(1, name.toUpperCase());
            if (++elements > mostElements) host.spent();
            hideAll(this, { localName: name.toLowerCase(), __attributes: new Map() });
        }
        get tagName() { return this.nodeName; }
        get namespaceURI() { return 'http://www.w3.org/1999/xhtml'; }
        getAttribute(name) { const value = this.__attributes.get(String(name).toLowerCase()); return value === undefined ? null : value; }
        getAttributeNS(space, name) { return this.getAttribute(name) === null ? this.getAttribute('xlink:' + name) : this.getAttribute(name); }
        getAttributeNode(name) { return this.hasAttribute(name) ? { name, value: this.getAttribute(name), nodeValue: this.getAttribute(name) } : null; }
        setAttribute(name, value) {
            name = String(name).toLowerCase();
            if (this.__attributes.size < 200) this.__attributes.set(name, text(value));
            if (name === 'src' || name === 'data' || name === 'srcdoc') sourced(this, name);
        }
        setAttributeNS(space, name, value) { this.setAttribute(name, value); }
        removeAttribute(name) { this.__attributes.delete(String(name).toLowerCase()); }
        hasAttribute(name) { return this.getAttribute(name) !== null; }
        getAttributeNames() { return [...this.__attributes.keys()]; }
        get attributes() { return list([...this.__attributes].map(([name, value]) => ({ name, nodeName: name, value, nodeValue: value }))); }
        get id() { return this.getAttribute('id') || ''; }
        set id(value) { this.setAttribute('id', value); }
        get className() { return this.getAttribute('class') || ''; }
        set className(value) { this.setAttribute('class', value); }
        get classList() {
            const names = () => this.className.split(/\s+/).filter(name => name !== '');
            const put = all => { this.className = all.join(' '); };
            return {
                contains: name => names().includes(name), add: (...more) => put([...new Set([...names(), ...more])]), remove: (...gone) => put(names().filter(name => !gone.includes(name))),
                toggle: name => { const has = names().includes(name); put(has ? names().filter(one => one !== name) : [...names(), name]); return !has; }, replace: (from, to) => put(names().map(name => name === from ? to : name)),
                item: at => names()[at] || null, get length() { return names().length; }, toString: () => this.className,
            };
        }
        get dataset() {
            const key = name => 'data-' + String(name).replace(/[A-Z]/g, c => '-' + c.toLowerCase());
            return new Proxy({}, {
                get: (t, name) => typeof name === 'symbol' ? undefined : this.__attributes.get(key(name)), set: (t, name, value) => { this.setAttribute(key(name), value); return true; }, has: (t, name) => this.__attributes.has(key(name)),
            });
        }
        get style() { if (!this.__style) hidden(this, '__style', orUnknown({ setProperty() { }, removeProperty() { }, getPropertyValue: () => '' })); return this.__style; }
        set style(value) { this.setAttribute('style', value); }
        get innerHTML() { return this.childNodes.map(node => serialize(node, 0)).join(''); }
        set innerHTML(value) { this.childNodes.length = 0; fill(this, text(value)); host.shown(text(value), 'innerHTML'); }
        get outerHTML() { return serialize(this, 0); }
        set outerHTML(value) { if (this.parentNode) fill(this.parentNode, text(value)); host.shown(text(value), 'outerHTML'); }
        get innerText() { return this.textContent; }
        set innerText(value) { this.textContent = value; }
        get text() { return this.textContent; }
        set text(value) { this.textContent = value; }
        get value() { return this.__value !== undefined ? this.__value : this.getAttribute('value') !== null ? this.getAttribute('value') : /^(textarea|option|select)$/.test(this.localName) ? this.textContent : ''; }
        set value(value) { hidden(this, '__value', text(value)); }
        get form() { return this.closest('form'); }
        get elements() { return all(this, node => /^(input|button|select|textarea)$/.test(node.localName)); }
        get options() { return all(this, node => node.localName === 'option'); }
        get rows() { return all(this, node => node.localName === 'tr'); }
        get content() { return this.localName === 'template' ? this : this.getAttribute('content') || ''; }
        get sheet() { return unknown; }
        get contentWindow() { return /^(iframe|frame|object)$/.test(this.localName) ? globalThis : undefined; }
        get contentDocument() { return /^(iframe|frame|object)$/.test(this.localName) ? base.document : undefined; }
        get shadowRoot() { return this; }
        attachShadow() { return this; }
        insertAdjacentHTML(where, value) { fill(this, text(value)); host.shown(text(value), 'insertAdjacentHTML'); }
        insertAdjacentElement(where, node) { return this.appendChild(node); }
        insertAdjacentText(where, value) { this.appendChild(new Text(text(value))); }
        getElementsByTagName(name) { name = String(name).toLowerCase(); return all(this, node => name === '*' || node.localName === name); }
        getElementsByClassName(name) { return all(this, node => text(name).split(/\s+/).every(one => node.classList.contains(one))); }
        querySelectorAll(selector) { return select(this, selector); }
        querySelector(selector) { return select(this, selector)[0] || null; }
        matches(selector) { return matches(this, selector); }
        closest(selector) { for (let at = this; at && at.nodeType === 1; at = at.parentNode) if (matches(at, selector)) return at; return null; }
        cloneNode(deep) {
            const copy = new Element(this.localName);
            for (const [name, value] of this.__attributes) copy.__attributes.set(name, value);
            if (deep) for (const inner of this.childNodes.slice(0, 500)) copy.childNodes.push(inner.nodeType === 1 ? inner.cloneNode(true) : new Text(inner.data));
            for (const inner of copy.childNodes) inner.parentNode = copy;
            return copy;
        }
        getBoundingClientRect() { return { x: 10, y: 10, left: 10, top: 10, right: 210, bottom: 60, width: 200, height: 50 }; }
        getContext() { return unknown; }
        toDataURL() { return 'data:,'; }
        focus() { } blur() { } select() { base.selected = this; } setSelectionRange() { base.selected = this; } scrollIntoView() { } animate() { return unknown; } setCustomValidity() { } reportValidity() { return true; } checkValidity() { return true; } setPointerCapture() { } play() { return Promise.resolve(); } pause() { } load() { }
        click() { if (fire(this, 'click')) pressed(this); }
        submit() { base.submit(this); }
        requestSubmit() { if (fire(this, 'submit')) base.submit(this); }
        reset() { }
    }
    for (const name of ['href', 'src', 'download', 'target', 'type', 'name', 'rel', 'action', 'method', 'alt', 'title', 'charset', 'lang', 'placeholder', 'data', 'srcdoc', 'language', 'crossOrigin', 'integrity', 'media', 'accept', 'sandbox', 'classid', 'codebase'])
        Object.defineProperty(Element.prototype, name, { get() { return this.getAttribute(name) || ''; }, set(value) { this.setAttribute(name, value); }, configurable: true });

    // What a browser does by itself once an element is in the page.
    const sourced = (node, name) => {
        const address = node.getAttribute(name);
        if (!address) return;
        if (name === 'srcdoc') base.write(address, 'srcdoc');
        else if (/^(iframe|frame|embed|object)$/.test(node.localName)) base.follow(address, null, node.localName, true);
        else if (node.localName === 'script') { outside(address, node); loaded(node, 'load'); }
        else if (node.localName === 'img') loaded(node, 'error');
    };
    // Script that lies elsewhere: only what the page itself carries is run.
    const outside = (address, node) => {
        const code = base.carried(address);
        if (code !== undefined) base.run(code, ''); else host.fetch(address, null, 'script.src');
    };
    const loaded = (node, type) => base.enqueue(() => { for (const run of handlersOf(node, type)) run.call(node, eventOf(type, node)); }, 1, 'on' + type, 1);
    const attached = node => {
        if (node.nodeType !== 1) return;
        if (node.localName === 'script' && !node.__ran) {
            hidden(node, '__ran', true);
            if (!node.getAttribute('src') && node.textContent) base.run(node.textContent, node.getAttribute('type') || node.getAttribute('language') || '');
        }
    };
    const pressed = node => {
        const link = node.closest('a,area');
        if (link) { const address = link.getAttribute('href') || link.getAttribute('xlink:href'); if (address) base.follow(address, link.getAttribute('download'), 'click', false); return; }
        const button = node.closest('button,input');
        const form = button && button.closest('form');
        if (form && /^(submit|image|)$/.test(button.getAttribute('type') || (button.localName === 'button' ? 'submit' : 'text')) && fire(form, 'submit')) base.submit(form);
    };

    // Markup into elements; what is written into a page also runs.
    const fill = (parent, markup, isWritten) => {
        const open = [parent];
        for (const [kind, value, attributes, raw] of host.parse(markup)) {
            const top = open[open.length - 1];
            if (kind === 't') { const node = new Text(value); node.parentNode = top; top.childNodes.push(node); }
            else if (kind === 'c') { const node = new Comment(value); node.parentNode = top; top.childNodes.push(node); }
            else if (kind === 'e') { for (let i = open.length - 1; i > 0; i--) if (open[i].localName === value) { open.length = i; break; } }
            else {
                const node = value === 'body' || value === 'head' || value === 'html' ? base.document[value === 'html' ? 'documentElement' : value] || new Element(value) : new Element(value);
                for (let i = 0; i + 1 < attributes.length; i += 2) if (!node.__attributes.has(attributes[i])) node.__attributes.set(attributes[i], attributes[i + 1]);
                if (raw !== undefined) { const inner = new Text(raw); inner.parentNode = node; node.childNodes.push(inner); }
                if (node.localName === 'script') hidden(node, '__ran', true);
                if (!node.parentNode && node !== base.document.documentElement) { node.parentNode = top; top.childNodes.push(node); }
                if (kind === 's' && raw === undefined && open.length < mostDepth) open.push(node);
                if (isWritten) appeared(node, raw);
            }
        }
    };

    const appeared = (node, raw) => {
        const source = node.getAttribute('src');
        if (node.localName === 'script') {
            if (source) outside(source, node);
            else if (raw) base.run(raw, node.getAttribute('type') || node.getAttribute('language') || '');
        } else if (node.localName === 'meta' && /^refresh$/i.test(node.getAttribute('http-equiv') || '')) {
            const target = /url\s*=\s*['"]?([^'"]+)/i.exec(node.getAttribute('content') || '');
            if (target) base.follow(target[1], null, 'meta refresh', false);
        } else if (/^(iframe|frame|embed)$/.test(node.localName) && source) base.follow(source, null, node.localName, true);
    };

    return { Node, Element, Text, Comment, Fragment, fire, handlersOf, eventOf, targets, fill, find, all, select, list, walk };
})
