using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Files.Office;
using Lurewatch.Files.Text;
using Lurewatch.Files.Types;
using Lurewatch.Files.Web;
using Lurewatch.Intel;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Files that are dangerous by what they are, by what they pretend to be, or by how they are wrapped. Ordinary documents, images, signatures and
/// invitations pass in silence; what macros do is another detector's business.</summary>
internal sealed class AttachmentDetector : IDetector
{
    /// <summary>Beyond this an archive is a collection (a project, a backup), where a script is no surprise.</summary>
    private const int ManyFiles = 12;

    public IReadOnlyList<FindingKind> Kinds => AttachmentKinds.All;

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file == view.Root && view.Mail is not null) continue;
            if (file.Origin is "written" && file.Facts is HtmlFacts written) Page(file, written, view.Sender?.Root, findings);
            var isHandedOver = file.Origin is "dropped" && file.Parent?.Facts is HtmlFacts;
            if (!isHandedOver && file.Origin is not ("input" or "attachment" or "inline" or "member" or "alternative" or "object" or "embedded" or "uuencode" or "yenc" or "binhex")) continue;
            if (file.Origin is "alternative" && file.Name is null) continue; // a body
            if (IsInsideProgram(file)) continue;
            var danger = Danger.Of(file.Type, file.Extension);
            if (danger is DangerClass.InternetShortcut && KnownTarget(file) is { } known)
            {
                Add(findings, AttachmentKinds.ShortcutToKnown, file.Path, $"{Show(file.Name)} is an Internet shortcut to {known}.");
                continue;
            }
            Content(file, danger, findings);
            Name(file, file.Name, danger, file.Path, findings);
            Type(file, danger, findings);
            if ((file.Facts ?? file.SameAs?.Facts) is ArchiveFacts archive) Archive(file, archive, findings);
            if ((file.Facts ?? file.SameAs?.Facts) is HtmlFacts page) Page(file, page, view.Sender?.Root, findings);
            if (file.Facts is OfficeFacts { Encrypted: true } document && file.Depth > 0)
                Password(file, document.Password, document.PasswordSource, file.Unopened is not null, document.PasswordsTried, findings);
        }
        MediaTypes(view, findings);
    }

    /// <summary>The host, if a shortcut does nothing but open the page of a known house: what mail programs and calendars write for a link that was pasted or attached.
    /// Null if strangers' content can stand there, a program or archive is fetched, or an icon or folder is named, which Windows gets by itself.</summary>
    private static string? KnownTarget(Artifact file)
    {
        if ((file.Facts ?? file.SameAs?.Facts) is not ShortcutFacts { Target: { } target, IconFile: null, WorkingDirectory: null, Urls: [var url] } || file.Name?.EndsWith(".url", StringComparison.OrdinalIgnoreCase) != true) return null;
        if (url is not { Scheme: "http" or "https", Port: null, Ip: null, Rewrite: null, Username: null, Domain: { RootDomain: { } root, DomainName: { } host } }) return null;
        if (Brands.OwnerOf(root) is null || LinkTraits.IsProgram(url) || LinkTraits.IsArchive(url) || target.IndexOf("http", 4, StringComparison.OrdinalIgnoreCase) >= 0) return null;
        return LinkServices.KindOf(host) is null or "file-sharing" && PublicSuffixList.PrivateSuffix(host) is null ? host : null;
    }

    private static bool IsInsideProgram(Artifact file)
    {
        for (var at = file.Parent; at is not null; at = at.Parent)
            if (at.Type is FileType.Jar or FileType.Apk or FileType.Msix or FileType.Msi) return true;
        return false;
    }

    /// <summary>What runs when opened.</summary>
    private static void Content(Artifact file, DangerClass danger, List<Finding> findings)
    {
        if (file.Type is FileType.Eml or FileType.Emlx or FileType.Msg && file.Depth > 0) Add(findings, AttachmentKinds.AttachedMail, file.Path, $"{Show(file.Name)} is a message; it is judged by itself.");
        if (file.Type is FileType.OneNote) Add(findings, AttachmentKinds.OneNote, file.Path, $"{Show(file.Name)} is a OneNote section, which can hold programs behind its pictures.");
        if (Danger.IsDiskImage(file.Type))
            Add(findings, AttachmentKinds.DiskImage, file.Path, $"{Show(file.Name)} is a disk image ({FileTypes.Name(file.Type)}): Windows opens it on a double click, and files in it lose their mark of the web.");
        if (file.Type is FileType.Ace or FileType.Arj or FileType.Lzh or FileType.Cab or FileType.Xz or FileType.Zstd && file.Depth > 0)
            Add(findings, AttachmentKinds.UnusualArchive, file.Path, $"{Show(file.Name)} is an archive of type {FileTypes.Name(file.Type)}.");
        Dangerous(danger, Wrapping(file), file.Name, FileTypes.Name(file.Type), file.Path, findings);
    }

    private static void Dangerous(DangerClass danger, Wrap wrap, string? name, string type, string path, List<Finding> findings)
    {
        var inside = wrap is Wrap.None ? "" : " inside an archive";
        switch (danger)
        {
            case DangerClass.Program:
                Add(findings, wrap switch { Wrap.None => AttachmentKinds.Program, Wrap.Few => AttachmentKinds.ProgramInArchive, _ => AttachmentKinds.ProgramAmongMany }, path, $"{Show(name)} is a program ({type}){inside}.");
                break;
            case DangerClass.Script:
                Add(findings, wrap switch { Wrap.None => AttachmentKinds.Script, Wrap.Few => AttachmentKinds.ScriptInArchive, _ => AttachmentKinds.ScriptAmongMany }, path, $"{Show(name)} is a script ({type}){inside}, run by a double click.");
                break;
            case DangerClass.Shortcut when wrap is not Wrap.Many:
                Add(findings, AttachmentKinds.Shortcut, path, $"{Show(name)} is a Windows shortcut{inside}: it starts whatever it names.");
                break;
            case DangerClass.InternetShortcut when wrap is not Wrap.Many:
                Add(findings, AttachmentKinds.InternetShortcut, path, $"{Show(name)} is an Internet shortcut{inside}.");
                break;
        }
    }

    private enum Wrap
    {
        None,
        Few,
        Many,
    }

    private static Wrap Wrapping(Artifact file)
    {
        if (file.Origin is not "member") return Wrap.None;
        return file.Parent?.Facts is ArchiveFacts { Entries.Count: > ManyFiles } ? Wrap.Many : Wrap.Few;
    }

    /// <summary>What a name hides.</summary>
    private static void Name(Artifact file, string? name, DangerClass danger, string path, List<Finding> findings)
    {
        if (name is null) return;
        if (AttachmentNames.TurnsDirection(name)) Add(findings, AttachmentKinds.Direction, path, $"The name {Show(name)} holds a mark that turns the reading direction; its real extension is .{FileNames.Extension(name)}.");
        else if (AttachmentNames.HasInvisible(name)) Add(findings, AttachmentKinds.Invisible, path, $"The name {Show(name)} holds characters without width.");
        var page = Danger.IsPage(file.Type);
        if (danger is not DangerClass.None || page)
        {
            if (AttachmentNames.IsPadded(name)) Add(findings, AttachmentKinds.Padded, path, $"In the name {Show(name)} white space pushes the extension out of sight.");
            if (AttachmentNames.Decoy(name) is { } decoy && !(page && decoy is "htm" or "html"))
                Add(findings, AttachmentKinds.DoubleExt, path, $"{Show(name)} shows itself as .{decoy} where extensions are hidden, and is {FileTypes.Name(file.Type)}.");
        }
    }

    /// <summary>Where name and content disagree.</summary>
    private static void Type(Artifact file, DangerClass danger, List<Finding> findings)
    {
        if (file.Extension is not { } extension) return;
        var type = FileTypes.Name(file.Type);
        if (file.NameLies)
        {
            if (file.Type is FileType.Txt or FileType.Xml) return; // a notice that a gateway put in a file's place, an export
            var masked = danger is DangerClass.Program or DangerClass.Script or DangerClass.Shortcut && Danger.ByName(extension) is DangerClass.None;
            if (masked || Danger.IsPage(file.Type))
                Add(findings, AttachmentKinds.Masked, file.Path, $"{Show(file.Name)} is named .{extension} and is {type}.");
            else
                Add(findings, AttachmentKinds.TypeDiffers, file.Path, $"{Show(file.Name)} is named .{extension} and is {type}.");
        }
        else if (Extensions.IsOtherOffice(extension, file.Type))
        {
            Add(findings, AttachmentKinds.OtherOffice, file.Path, $"{Show(file.Name)} is named .{extension} and is {type}, which Office opens without a word.");
        }
    }

    private static void Archive(Artifact file, ArchiveFacts archive, List<Finding> findings)
    {
        var closed = archive.NamesEncrypted;
        var listed = 0;
        foreach (var entry in archive.Entries)
        {
            if (entry.State is "opened" or "damaged") continue;
            closed |= entry.State is "encrypted";
            if (++listed > 200) continue;
            // What could not be opened still has a name, and what a limit cut still has its start.
            var extension = FileNames.Extension(entry.Name);
            var danger = entry.Type is not FileType.Unknown ? Danger.Of(entry.Type, extension) : extension is null ? DangerClass.None : Danger.ByName(extension);
            if (danger is DangerClass.None) continue;
            Dangerous(danger, archive.Entries.Count > ManyFiles ? Wrap.Many : Wrap.Few, entry.Name, entry.Type is FileType.Unknown ? "by its name" : FileTypes.Name(entry.Type), file.Path, findings);
            Name(file, entry.Name, danger, file.Path, findings);
        }
        Password(file, archive.Password, archive.PasswordSource, closed, archive.PasswordsTried, findings);
        if (archive.Entries.Count == 0 && archive.Format is "zip" or "tar" && file.Unopened is null) Add(findings, AttachmentKinds.EmptyArchive, file.Path, $"{Show(file.Name)} holds no file.");
        if (archive.Entries is [{ Type: var only } single] && Danger.IsArchive(only) && !(file.Type is FileType.Gzip && only is FileType.Tar))
            Add(findings, AttachmentKinds.Nested, file.Path, $"{Show(file.Name)} ({FileTypes.Name(file.Type)}) holds nothing but {Show(single.Name)} ({FileTypes.Name(only)}).");
        foreach (var problem in archive.Problems)
        {
            if (problem.Id is "bomb") Add(findings, AttachmentKinds.Bomb, file.Path, $"{Show(file.Name)}: {problem.Detail}.");
            else if (problem.Id is "several-directories" or "local-name-differs" or "local-method-differs" or "local-encryption-differs" or "entry-not-in-directory" or "entries-overlap" or "path-traversal" or "absolute-path" or "folder-with-content")
                Add(findings, AttachmentKinds.StructureLies, file.Path, $"{Show(file.Name)}: {problem.Id.Replace('-', ' ')} ({problem.Detail}).", problem.Id);
        }
    }

    private static void Password(Artifact file, string? password, string? source, bool closed, int tried, List<Finding> findings)
    {
        if (source is "body" or "subject" or "file name")
            Add(findings, AttachmentKinds.PasswordInMail, file.Path, $"{Show(file.Name)} is encrypted, and its password “{password}” stands in the {source}: so it passes scanners that do not read mail.", source);
        else if (source is "usual")
            Add(findings, AttachmentKinds.UsualPassword, file.Path, $"{Show(file.Name)} is encrypted with the password “{password}”.");
        else if (closed)
            Add(findings, AttachmentKinds.Encrypted, file.Path, $"{Show(file.Name)} is encrypted; {tried} passwords from the message and from usage were tried.");
    }

    private static void Page(Artifact file, HtmlFacts page, string? sender, List<Finding> findings)
    {
        if (page.AsksForPassword)
            Add(findings, AttachmentKinds.PasswordForm, file.Path, $"{Show(file.Name)} asks for a password{(page.FormActions is [var action, ..] ? $" and sends it to {action.UrlText}" : "")}.");
        // Gateways for encrypted mail attach such pages too, and post to their maker's house.
        if (page.AsksForPassword && page.FormActions is [{ Domain.RootDomain: { } root } elsewhere, ..] && root != sender && Brands.OwnerOf(root) is null)
            Add(findings, AttachmentKinds.PasswordElsewhere, file.Path, $"{Show(file.Name)} sends the password to {elsewhere.Domain.DomainName}, which is not the sender's.");
        else if (!page.AsksForPassword && page.Forms > 0 && page.FormActions.Count > 0)
            Add(findings, AttachmentKinds.Form, file.Path, $"{Show(file.Name)} holds a form that is sent to {page.FormActions[0].UrlText}.");
        if (page.Abilities.BuildsFile is { } builds) Add(findings, AttachmentKinds.BuildsFile, file.Path, $"A script in {Show(file.Name)} builds a file out of its own text and hands it to the reader ({builds}).");
        if (page.Abilities.UnfoldsItself is { } unfolds) Add(findings, AttachmentKinds.UnfoldsItself, file.Path, $"A script in {Show(file.Name)} decodes text and writes or runs it ({unfolds}).");
        if (page.Abilities.Redirects is { } moves) Add(findings, AttachmentKinds.Redirects, file.Path, $"A script in {Show(file.Name)} leads the reader elsewhere ({moves}).");
        else if (page.Redirect is { } target) Add(findings, AttachmentKinds.Redirects, file.Path, $"{Show(file.Name)} leads the reader to {target.UrlText} by itself.");
        if (file.Type is FileType.Svg && page.Abilities.HasScript) Add(findings, AttachmentKinds.SvgScript, file.Path, $"The image {Show(file.Name)} holds script, which a browser runs.");
    }

    /// <summary>Declared media types over dangerous content.</summary>
    private static void MediaTypes(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail) return;
        foreach (var inside in mail.Files)
        {
            var danger = Danger.Of(inside.Type, FileNames.Extension(inside.Name));
            if (danger is DangerClass.None && !Danger.IsPage(inside.Type) && !Danger.IsArchive(inside.Type)) continue;
            var declared = inside.Part.ContentType;
            var like = declared switch
            {
                "application/pdf" => "pdf",
                "text/plain" => "txt",
                _ when declared.StartsWith("image/svg", StringComparison.Ordinal) => "svg",
                _ when declared.StartsWith("image/", StringComparison.Ordinal) => "png",
                _ when declared.StartsWith("audio/", StringComparison.Ordinal) || declared.StartsWith("video/", StringComparison.Ordinal) => "mp3",
                _ => null,
            };
            if (like is not null && FileTypes.Contradicts(like, inside.Type))
                findings.Add(new Finding { Kind = AttachmentKinds.MimeLies, Reason = $"{Show(inside.Name)} is declared as {declared} and is {FileTypes.Name(inside.Type)}.", Place = Place.InPart(inside.Part.Number) });
        }
    }

    private static string Show(string? name) => name is null ? "A file without a name" : $"“{Names.Visible(name)}”";

    private static void Add(List<Finding> findings, FindingKind kind, string path, string reason, string? subject = null) =>
        findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InArtifact(path), Subject = subject });
}
