// The document object of a PDF viewer, as far as scripts in documents reach out of it.
(function (host, base) {
    'use strict';
    const { hideAll, orUnknown, unknown, text, enqueue } = base;
    const first = (all, name) => all.length > 0 && all[0] !== null && typeof all[0] === 'object' && all[0][name] !== undefined ? all[0][name] : all[0];
    const lead = how => (...all) => { const where = text(first(all, 'cURL')); if (where) host.fetch(where, null, how); return unknown; };
    const later = (code, delay) => { enqueue(() => base.run(text(code), ''), delay, 'setTimeOut', 1); return {}; };
    const document = orUnknown({
        getURL: lead('getURL'), submitForm: lead('submitForm'), mailDoc() { }, exportDataObject(...all) { host.call('exportDataObject', text(first(all, 'cName')), 'exportDataObject'); }, getAnnots: () => [], syncAnnotScan() { }, getField: () => unknown, addScript(name, code) { base.run(text(code), ''); },
        info: orUnknown({ title: '', author: '', subject: '', keywords: '' }), numPages: 1, path: '/C/Users/user/Downloads/document.pdf', URL: 'file:///C/Users/user/Downloads/document.pdf', documentFileName: 'document.pdf',
    });
    hideAll(globalThis, {
        app: orUnknown({ launchURL: lead('app.launchURL'), openDoc: (...all) => { host.fetch(text(first(all, 'cPath')), null, 'app.openDoc'); return document; }, alert: () => 1, response: () => 'user@corp.example', setTimeOut: later, setInterval: later, clearTimeOut() { }, viewerVersion: 21, viewerType: 'Reader', platform: 'WIN', language: 'ENU', doc: document, plugIns: [{ name: 'EScript', version: 21 }], execMenuItem(name) { host.call('execMenuItem', text(name), 'app.execMenuItem'); }, eval: code => base.run(text(code), '') }),
        util: orUnknown({ printf: (form, ...all) => text(form).replace(/%[-+ 0#,\d.]*[dsxXf]/g, () => text(all.shift())), printd: () => '2022-10-04', byteToChar: value => String.fromCharCode(value), stringFromStream: value => text(value) }),
        SOAP: orUnknown({ connect: lead('SOAP.connect'), request: lead('SOAP.request') }), Net: orUnknown({ HTTP: { request: lead('Net.HTTP.request') } }), event: orUnknown({ target: document, name: 'Open', type: 'Doc', value: '' }), media: unknown, Collab: unknown, spell: unknown, security: unknown, global: {},
        getURL: document.getURL, submitForm: document.submitForm, exportDataObject: document.exportDataObject, getAnnots: document.getAnnots, syncAnnotScan: document.syncAnnotScan, getField: document.getField, info: document.info, numPages: 1, addScript: document.addScript,
    });
    return {};
})
