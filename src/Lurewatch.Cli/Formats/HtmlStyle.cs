namespace Lurewatch.Cli.Formats;

/// <summary>The report's looks: light and dark, screen and paper. Colours keep a contrast of 4.5 to 1 in both.</summary>
internal static class HtmlStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d9dee4;--bad:#b3261e;--sus:#8a5300;--spam:#7a3e9d;--ok:#1a6b36;--bar:#b3261e;--soft:#f0f2f5;--warn:#fff4e0}
        @media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1c2026;--fg:#e6e9ed;--dim:#9aa5b1;--line:#333a43;--bad:#ff8a80;--sus:#ffc266;--spam:#d9a6f5;--ok:#7fd69a;--bar:#e5665c;--soft:#252b33;--warn:#33291a}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Noto Sans CJK JP",sans-serif}
        main,footer{max-width:1100px;margin:0 auto;padding:0 20px}
        header{padding-top:28px}
        h1{font-size:26px;margin:0;letter-spacing:-.01em}
        h2{font-size:17px;margin:26px 0 8px}
        h3{font-size:14px;margin:18px 0 6px;color:var(--dim);font-weight:600}
        small{color:var(--dim);font-size:12.5px}
        code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
        .sub{color:var(--dim);margin:4px 0 0}
        .tiles{display:flex;flex-wrap:wrap;gap:12px;list-style:none;padding:0;margin:18px 0 10px}
        .tiles li{flex:1 1 150px;background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:8px;padding:10px 16px;color:var(--dim)}
        .tiles strong{display:block;font-size:26px;line-height:1.2;color:var(--c);font-variant-numeric:tabular-nums}
        .malicious{--c:var(--bad)}.suspicious{--c:var(--sus)}.spam{--c:var(--spam)}.clean{--c:var(--ok)}
        .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 24px}
        .two>section{min-width:0}
        table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line)}
        th{font-weight:600;font-size:12.5px;color:var(--dim);text-align:left}
        th,td{padding:6px 10px;border-top:1px solid var(--line);vertical-align:top}
        thead th{border-top:0}
        th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;width:1%}
        td.v,.findings td{overflow-wrap:anywhere}
        .note{border:1px solid var(--line);border-radius:8px;padding:10px 16px;margin:14px 0}
        .warn{background:var(--warn)}
        .note h2{margin:0 0 4px}
        .note ul{margin:0;padding-left:20px}
        details.message{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:8px;margin:0 0 8px}
        details.message>summary{display:grid;grid-template-columns:108px 34px minmax(0,1fr) minmax(0,300px);gap:2px 14px;align-items:baseline;padding:9px 14px;cursor:pointer;list-style:none}
        details.message>summary::-webkit-details-marker{display:none}
        details.message>summary:focus-visible,details.text>summary:focus-visible{outline:2px solid var(--c,currentColor);outline-offset:2px;border-radius:6px}
        .badge{color:var(--c);font-weight:700;font-size:13.5px;white-space:nowrap}
        .badge::before{content:"▸\00a0"}
        details[open]>summary>.badge::before{content:"▾\00a0"}
        .score{text-align:right;font-variant-numeric:tabular-nums;font-weight:600}
        .subject{font-weight:600;overflow-wrap:anywhere}
        .from{color:var(--dim);overflow-wrap:anywhere;font-size:13.5px;text-align:right}
        .why{grid-column:3/-1;color:var(--dim);font-size:13.5px}
        .inside{padding:0 14px 14px;border-top:1px solid var(--line)}
        dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 14px;margin:12px 0 0}
        dt{color:var(--dim)}
        dd{margin:0;overflow-wrap:anywhere}
        .findings .share{width:158px;white-space:nowrap}
        .share .n{display:inline-block;width:56px;text-align:right;font-variant-numeric:tabular-nums;padding-right:8px}
        .bar{display:inline-block;width:76px;height:10px;background:var(--soft);border-radius:3px;overflow:hidden;vertical-align:baseline}
        .bar i{display:block;height:100%;background:var(--bar)}
        .bar.good i{background:var(--ok)}
        blockquote{margin:4px 0;padding:3px 10px;border-left:3px solid var(--line);background:var(--soft);overflow-wrap:anywhere}
        .tree,.tree ul{list-style:none;margin:0;padding-left:0}
        .tree ul{padding-left:16px;border-left:2px solid var(--line);margin-left:4px}
        .tree li{padding:3px 0;overflow-wrap:anywhere}
        .hash{color:var(--dim);font-size:11.5px}
        .flag{color:var(--bad);font-weight:600;font-size:13px}
        details.text{margin-top:14px}
        details.text>summary{cursor:pointer;color:var(--dim);font-weight:600;font-size:14px}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);border-radius:6px;padding:10px 14px;margin:8px 0 0;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
        footer{color:var(--dim);font-size:12.5px;padding-top:18px;padding-bottom:30px}
        @media (max-width:640px){details.message>summary{grid-template-columns:auto 44px minmax(0,1fr)}.subject,.from,.why{grid-column:1/-1;text-align:left}.findings .share{width:auto}.bar{display:none}dl{grid-template-columns:1fr}dt{margin-top:4px}}
        @media print{
        :root{color-scheme:light;--bg:#fff;--card:#fff;--fg:#000;--dim:#444;--line:#bbb;--bad:#a00;--sus:#744600;--spam:#63307f;--ok:#14532b;--bar:#a00;--soft:#f2f2f2;--warn:#fff}
        body{font-size:10.5pt}main,footer{max-width:none;padding:0}
        details.message>summary,tr,.tiles{break-inside:avoid}h2,h3{break-after:avoid}
        .badge::before{content:""!important}
        .bar,.bar i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        details::details-content{content-visibility:visible;display:block}
        details.clean::details-content{display:none}
        }

        """;
}
