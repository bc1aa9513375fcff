using System.Text;
using Acornima.Ast;
using Jint;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>The stub worlds: functions in JavaScript that fill the global object with inert things. Parsed once, since that costs more than running them.</summary>
internal static class Worlds
{
    private static readonly Lazy<Prepared<Script>> s_base = new(() => Read("base")), s_dom = new(() => Read("dom")),
        s_page = new(() => Read("page")), s_web = new(() => Read("web")), s_windows = new(() => Read("windows")), s_acrobat = new(() => Read("acrobat"));

    /// <summary>What every world has: unknowns, timers, text and bytes.</summary>
    public static Prepared<Script> Base => s_base.Value;
    /// <summary>Elements.</summary>
    public static Prepared<Script> Dom => s_dom.Value;
    /// <summary>Blobs, addresses, requests.</summary>
    public static Prepared<Script> Web => s_web.Value;
    /// <summary>A browser's window and document.</summary>
    public static Prepared<Script> Page => s_page.Value;
    /// <summary>Windows Script Host and the objects of Windows.</summary>
    public static Prepared<Script> Windows => s_windows.Value;
    /// <summary>The document object of a PDF viewer.</summary>
    public static Prepared<Script> Acrobat => s_acrobat.Value;

    private static Prepared<Script> Read(string name)
    {
        using var stream = typeof(Worlds).Assembly.GetManifestResourceStream($"Scripts/JavaScript/World/{name}.js")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Engine.PrepareScript(reader.ReadToEnd(), name);
    }
}
