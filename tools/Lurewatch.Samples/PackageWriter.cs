using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes packages that install nothing: Java archives and classes, Android manifests, Windows app packages and their installer files.</summary>
public static class PackageWriter
{
    /// <summary>A class file whose constant pool holds these class names and strings; it has no methods.</summary>
    public static byte[] JavaClass(string name, string[] classes, params string[] strings)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(strings);
        var pool = new List<byte>();
        var count = 0;
        var self = Class(name);
        var parent = Class("java/lang/Object");
        foreach (var one in classes) Class(one);
        foreach (var text in strings)
        {
            var at = Utf8(text);
            pool.AddRange([8, (byte)(at >> 8), (byte)at]);
            count++;
        }
        return [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, .. U16(count + 1), .. pool, 0, 0x21, .. U16(self), .. U16(parent), 0, 0, 0, 0, 0, 0, 0, 0];

        int Utf8(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            pool.AddRange([1, .. U16(bytes.Length), .. bytes]);
            return ++count;
        }

        int Class(string text)
        {
            var at = Utf8(text);
            pool.AddRange([7, .. U16(at)]);
            return ++count;
        }
    }

    /// <summary>A Java archive with a main class.</summary>
    public static byte[] Jar(string mainClass, byte[] content) =>
        ZipWriter.Write([("META-INF/MANIFEST.MF", Encoding.UTF8.GetBytes($"Manifest-Version: 1.0\r\nCreated-By: nobody\r\nMain-Class: {mainClass}\r\n\r\n")), ((mainClass ?? "").Replace('.', '/') + ".class", content)]);

    /// <summary>An app package for Windows: identity, a program, and further files.</summary>
    public static byte[] Msix(string name, string publisher, string executable, params (string Name, byte[] Content)[] files) =>
        ZipWriter.Write([
            ("[Content_Types].xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/vnd.ms-appx.manifest+xml\"/></Types>"u8.ToArray()),
            ("AppxManifest.xml", Encoding.UTF8.GetBytes($"""
                <?xml version="1.0" encoding="utf-8"?>
                <Package xmlns="http://schemas.microsoft.com/appx/manifest/foundation/windows10" xmlns:rescap="http://schemas.microsoft.com/appx/manifest/foundation/windows10/restrictedcapabilities">
                  <Identity Name="{name}" Publisher="{publisher}" Version="1.0.0.0" ProcessorArchitecture="x64"/>
                  <Properties><DisplayName>{name} Update</DisplayName><PublisherDisplayName>Nobody</PublisherDisplayName></Properties>
                  <Applications><Application Id="App" Executable="{executable}" EntryPoint="Windows.FullTrustApplication"/></Applications>
                  <Capabilities><rescap:Capability Name="runFullTrust"/></Capabilities>
                </Package>
                """)),
            .. files ?? [],
        ]);

    /// <summary>An installer file that leads to an app package.</summary>
    public static byte[] AppInstaller(string own, string package, string name) => Encoding.UTF8.GetBytes($"""
        <?xml version="1.0" encoding="utf-8"?>
        <AppInstaller Uri="{own}" Version="1.0.0.0" xmlns="http://schemas.microsoft.com/appx/appinstaller/2017/2">
          <MainPackage Name="{name}" Publisher="CN=Nobody" Version="1.0.0.0" ProcessorArchitecture="x64" Uri="{package}"/>
        </AppInstaller>
        """);

    /// <summary>An Android manifest in its binary form: permissions, one activity that the launcher shows, one service.</summary>
    public static byte[] AndroidManifest(string package, string activity, string service, bool utf8, params string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        var strings = new List<string> { "name" }; // attribute with a number: first
        int Index(string text)
        {
            if (!strings.Contains(text)) strings.Add(text);
            return strings.IndexOf(text);
        }
        var elements = new List<byte>();
        Start("manifest", ("package", package));
        foreach (var permission in permissions)
        {
            Start("uses-permission", ("name", permission));
            End("uses-permission");
        }
        Start("application");
        Start("activity", ("name", activity));
        Start("intent-filter");
        Start("action", ("name", "android.intent.action.MAIN"));
        End("action");
        Start("category", ("name", "android.intent.category.LAUNCHER"));
        End("category");
        End("intent-filter");
        End("activity");
        Start("service", ("name", service));
        End("service");
        End("application");
        End("manifest");
        byte[] numbers = [.. Chunk(0x0180, 8, U32(0x0101_0003))];
        var pool = Pool(strings, utf8);
        return Chunk(0x0003, 8, [.. pool, .. numbers, .. elements]);

        void Start(string element, params (string Name, string Value)[] attributes)
        {
            List<byte> body = [.. U32(1), .. U32(uint.MaxValue), .. U32(uint.MaxValue), .. U32((uint)Index(element)), 20, 0, 20, 0, (byte)attributes.Length, 0, 0, 0, 0, 0, 0, 0];
            foreach (var (name, value) in attributes)
                body.AddRange([.. U32(uint.MaxValue), .. U32((uint)Index(name)), .. U32((uint)Index(value)), 8, 0, 0, 3, .. U32((uint)Index(value))]);
            elements.AddRange(Chunk(0x0102, 16, [.. body]));
        }

        void End(string element) => elements.AddRange(Chunk(0x0103, 16, [.. U32(1), .. U32(uint.MaxValue), .. U32(uint.MaxValue), .. U32((uint)Index(element))]));
    }

    private static byte[] Pool(List<string> strings, bool utf8)
    {
        List<byte> offsets = [], texts = [];
        foreach (var text in strings)
        {
            offsets.AddRange(U32((uint)texts.Count));
            if (utf8) texts.AddRange([(byte)text.Length, (byte)text.Length, .. Encoding.UTF8.GetBytes(text), 0]);
            else texts.AddRange([(byte)text.Length, 0, .. Encoding.Unicode.GetBytes(text), 0, 0]);
        }
        while (texts.Count % 4 != 0) texts.Add(0);
        return Chunk(0x0001, 28, [.. U32((uint)strings.Count), .. U32(0), .. U32(utf8 ? 0x100u : 0), .. U32((uint)(28 + offsets.Count)), .. U32(0), .. offsets, .. texts]);
    }

    private static byte[] Chunk(ushort type, ushort header, byte[] body) => [(byte)type, (byte)(type >> 8), (byte)header, 0, .. U32((uint)(8 + body.Length)), .. body];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];
}
