// Windows Script Host [MS-WSH by its documentation] and the objects of Windows that scripts use. Members of COM objects have no case; what is not modelled is unknown.
(function (host, base) {
    'use strict';
    const world = globalThis;
    const { unknown, hidden, hideAll, text, viewOf } = base;
    const profile = 'C:\\Users\\user';
    const bytes = new WeakMap(), answers = new WeakMap(), rows = new WeakMap(), states = new WeakMap();
    const most = 500;

    // ---- COM
    const com = (type, members, call) => {
        const kept = new Map();
        const own = name => Object.prototype.hasOwnProperty.call(members, name);
        const target = call ? function () { } : {};
        const value = () => own('@value') ? members['@value'] : '';
        const proxy = new Proxy(target, {
            get(t, key) {
                if (typeof key === 'symbol') return key === Symbol.toPrimitive ? () => value() : key === Symbol.iterator ? function* () { yield* rows.get(proxy) || []; } : undefined;
                const name = key.toLowerCase();
                if (own(name)) return members[name];
                if (kept.has(name)) return kept.get(name);
                return name === 'tostring' || name === 'valueof' ? () => value() : name === 'then' || name === 'tojson' ? undefined : unknown;
            },
            set(t, key, given) {
                const name = String(key).toLowerCase();
                if (own(name)) members[name] = given; else if (kept.size < most) kept.set(name, given);
                return true;
            },
            has(t, key) { return typeof key !== 'symbol'; },
            apply(t, self, all) { return call(...all); },
            construct(t, all) { return call ? call(...all) : unknown; },
            getPrototypeOf() { return Object.prototype; },
            ownKeys() { return []; },
            getOwnPropertyDescriptor() { return undefined; },
        });
        return proxy;
    };
    const collection = (type, all, more) => { const set = com(type, Object.assign({ count: all.length, length: all.length, item: at => all[at] === undefined ? unknown : all[at] }, more), at => all[at] === undefined ? unknown : all[at]); rows.set(set, all); return set; };
    const asBytes = view => { const array = com('Byte()', { length: view.length }); bytes.set(array, view); return array; };
    const isObject = value => typeof value === 'object' && value !== null || typeof value === 'function';
    const viewIn = value => isObject(value) && bytes.get(value) || viewOf(value);
    const answerTo = address => { const answer = com('answer', { length: host.isOnline ? 300000 : 0 }); answers.set(answer, address); return answer; };
    const addressOf = value => isObject(value) ? answers.get(value) : undefined;

    // ---- the machine
    const variable = name => host.variable(text(name).replace(/%/g, ''));
    const temp = variable('TEMP');
    const expand = value => text(value).replace(/%([^%\s]{1,40})%/g, (whole, name) => variable(name) || whole);
    const folder = name => host.folder(text(name));

    // ---- files: they exist here alone, and are recorded at the end with what they hold
    const files = new Map();
    const keyOf = path => text(path).trim().toLowerCase();
    const nameOf = path => text(path).replace(/^.*[\\/]/, '');
    const save = (path, view, how, isSilent) => { if (files.size < most) files.set(keyOf(path), { path: text(path), view, how, isSilent }); };
    const contentOf = path => { const file = files.get(keyOf(path)); return file ? file.view : undefined; };
    const join = (left, right) => { const whole = new Uint8Array(left.length + right.length); whole.set(left); whole.set(right, left.length); return whole; };
    const textFile = (path, isReading, isWide, how) => {
        const old = contentOf(path);
        let parts = [], at = 0;
        const known = old !== undefined;
        const content = known ? host.fromBytes(old, 'auto') : '';
        const store = () => { if (!isReading) save(path, host.toBytes(parts.join(''), isWide ? 'unicode' : 'ansi'), how); };
        if (!isReading) store();
        const write = value => { if (parts.length < 20000) parts.push(text(value)); };
        return com('TextStream', {
            write, writeline: value => write(text(value) + '\r\n'), writeblanklines: () => write('\r\n'), close: store, readall: () => known ? content.slice(at) : unknown,
            readline: () => { if (!known) return unknown; const end = content.indexOf('\n', at); const line = content.slice(at, end < 0 ? content.length : end); at = end < 0 ? content.length : end + 1; return line.replace(/\r$/, ''); },
            read: count => { const piece = known ? content.slice(at, at + count) : unknown; at += +count || 0; return piece; }, skip: count => { at += +count || 0; }, skipline: () => { const end = content.indexOf('\n', at); at = end < 0 ? content.length : end + 1; },
            get atendofstream() { return !known || at >= content.length; }, get atendofline() { return content[at] === '\r' || content[at] === '\n'; }, line: 1, column: 1,
        });
    };
    const fileObject = path => com('File', {
        '@value': text(path), path: text(path), name: nameOf(path), shortpath: text(path), shortname: nameOf(path), size: 48128, type: 'File', attributes: 32, parentfolder: unknown, opentextaslines: unknown, delete: () => undefined, copy: to => save(to, contentOf(path), 'File.Copy'), move: to => save(to, contentOf(path), 'File.Move'),
        openastextstream: mode => textFile(path, !(mode >= 2), false, 'FileSystemObject'), datecreated: '10/4/2022', files: collection('Files', []), subfolders: collection('Folders', []),
    });
    let temporary = 0;
    const fileSystem = () => com('FileSystemObject', {
        createtextfile: (path, over, wide) => textFile(path, false, wide === true, 'FileSystemObject.CreateTextFile'), opentextfile: (path, mode, create, form) => textFile(path, !(mode >= 2), form === -1, 'FileSystemObject.OpenTextFile'),
        fileexists: path => files.has(keyOf(path)) || /\\(powershell|cmd|wscript|cscript|mshta|rundll32|regsvr32|certutil|explorer|notepad|msiexec)\.exe$/i.test(text(path)), folderexists: path => /^[a-z]:\\(windows|users|programdata|program files)?/i.test(text(path)), driveexists: () => true,
        getspecialfolder: which => com('Folder', { '@value': ['C:\\Windows', 'C:\\Windows\\System32', temp][which] || temp, path: ['C:\\Windows', 'C:\\Windows\\System32', temp][which] || temp }),
        gettempname: () => 'rad' + (0x1a2b3 + temporary++).toString(16).toUpperCase() + '.tmp', buildpath: (left, right) => text(left).replace(/\\$/, '') + '\\' + text(right), getfilename: nameOf, getbasename: path => nameOf(path).replace(/\.[^.]*$/, ''), getextensionname: path => (/\.([^.\\]*)$/.exec(text(path)) || ['', ''])[1],
        getparentfoldername: path => text(path).replace(/[\\/][^\\/]*$/, ''), getabsolutepathname: path => /^[a-z]:/i.test(text(path)) ? text(path) : profile + '\\Downloads\\' + text(path), getdrivename: () => 'C:', getfile: fileObject, getfolder: fileObject, getdrive: () => com('Drive', { serialnumber: 1295632471, drivetype: 2, freespace: 2e11, totalsize: 5e11, isready: true, driveletter: 'C', volumename: 'System' }),
        drives: collection('Drives', []), deletefile: () => undefined, deletefolder: () => undefined, createfolder: fileObject, copyfile: (from, to) => save(to, contentOf(from), 'FileSystemObject.CopyFile'), movefile: (from, to) => save(to, contentOf(from), 'FileSystemObject.MoveFile'), copyfolder: () => undefined, movefolder: () => undefined, getfileversion: () => '10.0.19041.1', getstandardstream: () => unknown,
    });

    const stream = () => {
        let content = new Uint8Array(0), at = 0, lost, kind = 2, charset = 'unicode';
        const put = value => {
            const view = viewIn(value);
            if (view) content = join(content.subarray(0, at), view);
            else if (addressOf(value) !== undefined || value === unknown) lost = addressOf(value) || '';
            else content = join(content.subarray(0, at), host.toBytes(text(value), charset));
            at = content.length;
        };
        return com('Stream', {
            open() { content = new Uint8Array(0); at = 0; lost = undefined; }, write: put, writetext: (value, line) => { put(value); if (line === 1) put('\r\n'); }, close() { }, flush() { }, seteos() { content = content.slice(0, at); }, skipline() { }, cancel() { },
            savetofile(path) { if (lost) host.fetch(lost, text(path), 'ADODB.Stream.SaveToFile'); save(path, lost !== undefined || content.length === 0 ? undefined : content, 'ADODB.Stream.SaveToFile'); },
            loadfromfile(path) { const loaded = contentOf(path); if (loaded) { content = loaded; at = 0; } else lost = ''; },
            read(count) { if (lost !== undefined) return unknown; const piece = content.slice(at, count === undefined || count < 0 ? content.length : at + count); at += piece.length; return asBytes(piece); },
            readtext(count) { if (lost !== undefined) return lost ? answerTo(lost) : unknown; const piece = host.fromBytes(content.slice(at), charset); at = content.length; return count >= 0 ? piece.slice(0, count) : piece; },
            copyto(other) { if (isObject(other)) other.write(asBytes(content.slice(at))); },
            get size() { return lost !== undefined ? (host.isOnline ? 300000 : 0) : content.length; }, get position() { return at; }, set position(value) { at = Math.max(0, Math.min(content.length, +value || 0)); }, get type() { return kind; }, set type(value) { kind = value; },
            get charset() { return charset; }, set charset(value) { charset = text(value).toLowerCase(); }, mode: 3, state: 1, lineseparator: -1, get eos() { return at >= content.length; },
        });
    };

    const http = identifier => {
        let address = '', method = 'GET';
        const members = {
            open(how, where) { method = text(how).toUpperCase(); address = text(where); }, send() { host.fetch(address, null, identifier + ' ' + method); const changed = self.onreadystatechange; if (typeof changed === 'function' && changed !== unknown) changed.call(self); }, get status() { return host.isOnline ? 200 : 404; }, get statustext() { return host.isOnline ? 'OK' : 'Not Found'; }, readystate: 4,
            setrequestheader() { }, settimeouts() { }, setoption() { }, setproxy() { }, setcredentials() { }, waitforresponse: () => true, abort() { }, option: () => unknown, getresponseheader: () => '', getallresponseheaders: () => '', get responsetext() { return answerTo(address); }, get responsebody() { return answerTo(address); }, get responsestream() { return answerTo(address); }, get responsexml() { return unknown; },
        };
        const self = com(identifier, members);
        return self;
    };

    // ---- shells
    const run = (command, how) => host.run(expand(command), how);
    const shell = () => com('WshShell', {
        run(command) { run(command, 'WScript.Shell.Run'); return 0; },
        exec(command) { run(command, 'WScript.Shell.Exec'); const output = com('TextStream', { readall: () => unknown, readline: () => unknown, atendofstream: true, write() { }, writeline() { }, close() { } }); return com('WshExec', { status: 1, exitcode: 0, processid: 4711, stdout: output, stderr: output, stdin: output, terminate() { } }); },
        regwrite(key, value) { host.registry(text(key), text(value), 'WScript.Shell.RegWrite'); }, regread: () => unknown, regdelete() { }, expandenvironmentstrings: expand, environment: com('WshEnvironment', { item: variable, '@value': '' }, () => com('WshEnvironment', { item: variable }, variable)),
        specialfolders: com('WshSpecialFolders', { item: folder, count: 16 }, folder), currentdirectory: profile + '\\Downloads', popup: () => 1, appactivate: () => true, sendkeys() { }, logevent: () => true,
        createshortcut(path) { const link = com('WshShortcut', { targetpath: '', arguments: '', save() { host.file(text(path), null, 'CreateShortcut'); if (text(link.targetpath)) run(text(link.targetpath) + ' ' + text(link.arguments), 'CreateShortcut'); } }); return link; },
    });
    const shellApplication = () => {
        const self = com('IShellDispatch', {
            shellexecute(file, parameters) { const all = parameters === undefined || parameters === null ? '' : text(parameters); if (all === '' && /^[a-z]+:\/\//i.test(text(file))) host.fetch(text(file), null, 'ShellExecute'); else run(text(file) + (all ? ' ' + all : ''), 'ShellExecute'); },
            open(what) { run(what, 'Shell.Open'); }, explore() { }, copyhere(what) { if (typeof what === 'string') host.file(what, null, 'CopyHere'); }, movehere() { }, minimizeall() { }, invokeverb() { }, isservicerunning: () => true, getsysteminformation: () => unknown, createprocess: command => run(command, 'CreateProcess'), count: 1,
            get namespace() { return () => self; }, get windows() { return () => self; }, get item() { return () => self; }, get document() { return self; }, get application() { return self; }, get parent() { return self; }, get self() { return self; }, get items() { return () => self; }, get parsename() { return () => self; }, path: temp,
        });
        return self;
    };

    // ---- WMI
    const row = () => com('SWbemObjectEx', {
        name: 'Microsoft Windows 10 Pro', caption: 'Microsoft Windows 10 Pro', version: '10.0.19044', manufacturer: 'LENOVO', model: '20XW00FQGE', numberofcores: 8, numberoflogicalprocessors: 8, totalphysicalmemory: '17000000000', size: '500000000000', serialnumber: 'PF2ABCDE', domain: 'corp.example', partofdomain: true, username: 'CORP\\user', osarchitecture: '64-bit', processid: 4711,
    });
    const wmiClass = name => {
        const create = command => { host.run(text(command), (name || 'Win32_Process') + '.Create'); return 0; };
        const self = com('SWbemObjectEx', {
            create, spawninstance_: () => wmiClass(name), get inparameters() { return self; }, methods_: () => self, get properties_() { return self; }, item: () => self, clone_: () => self, execmethod_(method, parameters) { if (/^create$/i.test(text(method)) && isObject(parameters)) create(parameters.commandline); return unknown; },
        }, () => self);
        return self;
    };
    const wmiService = () => {
        const self = com('SWbemServicesEx', {
            connectserver: () => self, get: name => wmiClass(text(name).replace(/^.*[:\\/]/, '')), instancesof: () => collection('SWbemObjectSet', [row()]), execquery: query => collection('SWbemObjectSet', /where/i.test(text(query)) && /\bname\b/i.test(text(query)) ? [] : [row()]),
            execmethod(name, method, parameters) { if (isObject(parameters)) wmiClass(text(name)).create(parameters.commandline); return unknown; }, get security_() { return self; },
        });
        return self;
    };
    const task = type => {
        const actions = [];
        const self = com(type, {
            path: '', arguments: '', connect() { }, newtask: () => task('TaskDefinition'), getfolder: () => self, createfolder: () => self, get actions() { return com('ActionCollection', { create() { const action = task('Action'); if (actions.length < 50) actions.push(action); return action; } }); },
            registertaskdefinition(name, definition) { for (const action of isObject(definition) && states.get(definition) || []) run(text(action.path) + ' ' + text(action.arguments), 'Schedule.Service'); return self; }, registertask(name, xml) { host.evaluate(text(xml), 'xml', 'Schedule.Service'); return self; }, run: () => self,
        });
        states.set(self, actions);
        return self;
    };

    // ---- XML, pages, dictionaries, other languages
    const xmlElement = () => {
        let kind = '', content = '', typed;
        const self = com('IXMLDOMElement', {
            get datatype() { return kind; }, set datatype(value) { kind = text(value).toLowerCase(); }, get text() { return content; }, set text(value) { content = text(value); typed = undefined; },
            get nodetypedvalue() { if (typed) return asBytes(typed); const plain = kind === 'bin.base64' ? host.fromBase64(content) : kind === 'bin.hex' ? host.fromHex(content) : undefined; return plain ? asBytes(plain) : content; },
            set nodetypedvalue(value) { const view = viewIn(value); if (!view) { content = text(value); return; } typed = view; content = kind === 'bin.hex' ? Array.from(view, one => one.toString(16).padStart(2, '0')).join('') : host.btoa(host.fromBytes(view, 'latin1')); },
            get nodevalue() { return content; }, set nodevalue(value) { content = text(value); }, get xml() { return content; }, appendchild: () => self, get firstchild() { return self; }, get documentelement() { return self; }, selectsinglenode: () => self, setattribute(name, value) { if (/dt$|datatype/i.test(text(name))) kind = text(value).toLowerCase(); },
        });
        return self;
    };
    const xmlDocument = () => com('DOMDocument', {
        createelement: xmlElement, createnode: xmlElement, createtextnode: xmlElement, get documentelement() { return xmlElement(); }, load(address) { if (typeof address === 'string' && !/^<|^[a-z]:\\/i.test(address)) host.fetch(address, null, 'DOMDocument.Load'); return true; }, loadxml(xml) { if (text(xml).length > 60) host.evaluate(text(xml), 'xml', 'DOMDocument.LoadXML'); return true; }, transformnode: () => '', setproperty() { }, readystate: 4, async: false, parseerror: com('error', { errorcode: 0 }),
    });
    const scriptControl = () => { let language = 'vbscript'; const code = source => { if (/^j/i.test(language)) base.run(text(source), ''); else host.vbscript(text(source)); return unknown; }; return com('ScriptControl', { get language() { return language; }, set language(value) { language = text(value); }, addcode: code, executestatement: code, eval: source => { if (!/^j/i.test(language)) return code(source); try { return (0, eval)(text(source)); } catch (error) { return unknown; } }, addobject() { }, reset() { }, run: () => unknown, timeout: 0 }); };
    const dictionary = () => {
        const kept = new Map();
        const self = com('Dictionary', { add(key, value) { if (kept.size < 5000) kept.set(key, value); }, exists: key => kept.has(key), item: key => kept.has(key) ? kept.get(key) : undefined, remove(key) { kept.delete(key); }, removeall() { kept.clear(); }, keys: () => [...kept.keys()], items: () => [...kept.values()], get count() { return kept.size; } }, key => kept.get(key));
        return self;
    };
    const page = () => { const self = com('HTMLDocument', { get parentwindow() { return self; }, get script() { return world; }, open() { }, close() { }, write(markup) { host.evaluate(text(markup), 'html', 'htmlfile'); }, writeln(markup) { host.evaluate(text(markup), 'html', 'htmlfile'); }, execscript(code, language) { base.run(text(code), text(language)); }, eval: code => (0, eval)(text(code)), settimeout(code) { base.run(text(code), ''); }, createelement: xmlElement, clipboarddata: com('clipboard', { setdata() { }, getdata: () => '' }) }); return self; };
    const encoding = charset => com('Encoding', { getbytes_4: value => asBytes(host.toBytes(text(value), charset)), getbytes: value => asBytes(host.toBytes(text(value), charset)), getstring: value => viewIn(value) ? host.fromBytes(viewIn(value), charset) : unknown, getbytecount_2: value => text(value).length });
    const memory = () => { let content = new Uint8Array(0); const self = com('MemoryStream', { write(value) { const view = viewIn(value); if (view) content = join(content, view); }, toarray: () => asBytes(content), get length() { return content.length; }, position: 0, close() { } }); states.set(self, () => content); return self; };
    const browser = () => com('IWebBrowser2', { navigate(address) { host.fetch(text(address), null, 'InternetExplorer.Navigate'); }, navigate2(address) { host.fetch(text(address), null, 'InternetExplorer.Navigate'); }, busy: false, readystate: 4, quit() { } });
    const installer = () => com('Installer', { installproduct(what) { const where = text(what); if (/:\/\//.test(where)) host.fetch(where, null, 'WindowsInstaller.InstallProduct'); run('msiexec /i ' + where, 'WindowsInstaller.InstallProduct'); }, uilevel: 2 });
    const office = identifier => { const self = com(identifier, { registerxll(path) { host.call('RegisterXLL', text(path), identifier); return true; }, ddeinitiate: () => 1, ddeexecute(channel, command) { host.run(text(command), 'DDEExecute'); }, executeexcel4macro(code) { host.call('ExecuteExcel4Macro', text(code), identifier); return 0; }, quit() { }, get workbooks() { return self; }, get documents() { return self; }, add: () => self, open(path) { if (/:\/\//.test(text(path))) host.fetch(text(path), null, identifier); return self; } }); return self; };

    const classes = { '72c24dd5-d70a-438b-8a42-98424b88afb8': 'wscript.shell', 'f935dc22-1cf0-11d0-adb9-00c04fd58a0b': 'wscript.shell', '13709620-c279-11ce-a49e-444553540000': 'shell.application', '9ba05972-f6a8-11cf-a442-00a0c90a8f39': 'shell.application', 'c08afd90-f2a1-11d1-8455-00a0c91f3880': 'shell.application', '0d43fe01-f093-11cf-8940-00a0c9054228': 'scripting.filesystemobject', '88d96a0a-f192-11d4-a65f-0040963251e5': 'msxml2.xmlhttp', '2087c2f4-2cef-4953-a8ab-66779b670495': 'winhttp.winhttprequest.5.1' };
    const create = identifier => {
        let id = text(identifier).trim().toLowerCase().replace(/^new:/, '').replace(/[{}]/g, '');
        id = classes[id] || id;
        if (/xmlhttp|winhttp/.test(id)) return http(text(identifier));
        if (/domdocument|xmldom/.test(id)) return xmlDocument();
        if (/^(excel|word|powerpoint|outlook)\./.test(id)) return office(text(identifier));
        switch (id.replace(/\.\d+$/, '')) {
            case 'wscript.shell': return shell();
            case 'shell.application': return shellApplication();
            case 'wscript.network': return com('WshNetwork', { username: variable('USERNAME'), computername: variable('COMPUTERNAME'), userdomain: variable('USERDOMAIN'), mapnetworkdrive(drive, where) { host.fetch(text(where), null, 'MapNetworkDrive'); } });
            case 'scripting.filesystemobject': return fileSystem();
            case 'scripting.dictionary': return dictionary();
            case 'adodb.stream': return stream();
            case 'schedule.service': return task('Schedule.Service');
            case 'wbemscripting.swbemlocator': return wmiService();
            case 'scriptcontrol': case 'msscriptcontrol.scriptcontrol': return scriptControl();
            case 'internetexplorer.application': return browser();
            case 'windowsinstaller.installer': return installer();
            case 'htmlfile': return page();
            case 'system.text.utf8encoding': return encoding('utf-8');
            case 'system.text.asciiencoding': return encoding('ansi');
            case 'system.text.unicodeencoding': return encoding('unicode');
            case 'system.security.cryptography.frombase64transform': return com('FromBase64Transform', { transformfinalblock: value => { const view = viewIn(value); const plain = view && host.fromBase64(host.fromBytes(view, 'latin1')); return plain ? asBytes(plain) : unknown; } });
            case 'system.io.memorystream': return memory();
            case 'system.runtime.serialization.formatters.binary.binaryformatter': return com('BinaryFormatter', { deserialize_2(from) { const content = isObject(from) && states.get(from); if (content) host.bytes(content(), 'BinaryFormatter.Deserialize'); return unknown; } });
            default: host.call('CreateObject', text(identifier), 'ActiveXObject'); return unknown;
        }
    };
    const getObject = (path, type) => {
        const moniker = text(path);
        if (/^winmgmts:/i.test(moniker)) { const last = moniker.replace(/^.*[:\\/}!]/, ''); return /^win32_/i.test(last) ? wmiClass(last) : wmiService(); }
        if (/^script(let)?:/i.test(moniker)) { host.fetch(moniker.slice(moniker.indexOf(':') + 1), null, 'GetObject'); return unknown; }
        return create(moniker || type);
    };

    // ---- the script's own world
    const here = profile + '\\Downloads\\' + host.fileName;
    if (host.source !== undefined) save(here, host.toBytes(host.source, 'ansi'), '', true);
    const console = com('TextStream', { write() { }, writeline() { }, readline: () => '', readall: () => '', close() { }, atendofstream: true });
    const script = com('Windows Script Host', {
        '@value': 'Windows Script Host', createobject: create, getobject: getObject, scriptfullname: here, scriptname: host.fileName, path: 'C:\\Windows\\System32', fullname: 'C:\\Windows\\System32\\wscript.exe', name: 'Windows Script Host', version: '5.812', buildversion: 0, interactive: true, timeout: 0, arguments: collection('WshArguments', [], { named: collection('WshNamed', []), unnamed: collection('WshUnnamed', []) }),
        sleep() { }, echo() { }, quit() { }, connectobject() { }, disconnectobject() { }, stdout: console, stdin: console, stderr: console, get application() { return script; },
    });
    class Enumerator {
        constructor(all) { this.all = isObject(all) && rows.get(all) || (Array.isArray(all) ? all : []); this.at = 0; }
        atEnd() { return this.at >= this.all.length; } item() { return this.atEnd() ? undefined : this.all[this.at]; } moveNext() { this.at++; } moveFirst() { this.at = 0; }
    }
    class VBArray { constructor(all) { this.all = viewIn(all) ? Array.from(viewIn(all)) : Array.isArray(all) ? all : []; } toArray() { return this.all; } getItem(at) { return this.all[at]; } ubound() { return this.all.length - 1; } lbound() { return 0; } dimensions() { return 1; } }
    hideAll(world, {
        ActiveXObject: function ActiveXObject(identifier) { return create(identifier); }, GetObject: getObject, Enumerator, VBArray, ScriptEngine: () => 'JScript', ScriptEngineMajorVersion: () => 5, ScriptEngineMinorVersion: () => 8, ScriptEngineBuildVersion: () => 16384, CollectGarbage() { },
        clipboardData: com('clipboard', { setdata(kind, value) { host.call('clipboard', text(value), 'clipboardData'); }, getdata: () => '' }),
    });
    if (host.isScriptHost) hideAll(world, { WScript: script, WSH: script });
    hidden(Date.prototype, 'getVarDate', function () { return this.toString(); });
    return { finish() { for (const file of files.values()) if (!file.isSilent) host.file(file.path, file.view === undefined ? null : file.view, file.how); } };
})
