using Lurewatch.Files;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files;

public sealed class PasswordCandidatesTests
{
    [Theory]
    [InlineData("The archive is protected.\r\nPassword: 7291\r\nRegards", "7291")]
    [InlineData("Archive pass : 923", "923")]
    [InlineData("The password for the attached file is Xk77!p.", "Xk77!p")]
    [InlineData("Das Passwort für die Datei lautet: 38RfG", "38RfG")]
    [InlineData("Kennwort\r\n\r\n4471\r\n", "4471")]
    [InlineData("Hasło do pliku to 'Faktura99'", "Faktura99")]
    [InlineData("添付ファイルのパスワードは「Ab12cd」です。", "Ab12cd")]
    [InlineData("解凍パスワード：9876\r\n", "9876")]
    [InlineData("Le mot de passe est « soleil22 »", "soleil22")]
    [InlineData("La contraseña del archivo es 5566", "5566")]
    [InlineData("La clave: 0413", "0413")]
    [InlineData("A senha do arquivo é nota2020.", "nota2020")]
    [InlineData("Het wachtwoord is 1a2b3c", "1a2b3c")]
    [InlineData("La password dell'archivio è gh45", "gh45")]
    [InlineData("Please use 7734 as password.", "7734")]
    [InlineData("PIN=8123", "8123")]
    [InlineData("Password is \"open sesame 1\" without quotes", "open sesame 1")]
    public void What_the_body_tells_comes_early(string body, string password)
    {
        var candidates = PasswordCandidates.FromMessage(Mail(body));
        candidates.Take(8).Select(candidate => candidate.Value).ShouldContain(password);
        candidates.First(candidate => candidate.Value == password).Source.ShouldBe("body");
    }

    [Fact]
    public void Subject_and_file_name_are_tried_too()
    {
        var candidates = PasswordCandidates.FromMessage(Mail("See attached.", "Invoice 5521", "Rechnung_1234.zip"));
        candidates.ShouldContain(new PasswordCandidate("5521", "subject"));
        candidates.ShouldContain(new PasswordCandidate("1234", "file name"));
    }

    [Fact]
    public void Mail_whose_files_cannot_be_encrypted_is_not_searched() => PasswordCandidates.FromMessage(Mail("Password: 1", type: "png")).ShouldBeEmpty();

    [Fact]
    public void A_wall_of_words_stays_within_the_cap()
    {
        var candidates = PasswordCandidates.FromMessage(Mail(string.Concat(Enumerable.Range(0, 5000).Select(i => $"password code{i} pin {i}\nx{i}y\n"))));
        candidates.Count.ShouldBe(64);
        candidates.Select(candidate => candidate.Value).ShouldBeUnique();
    }

    private static Message Mail(string body, string subject = "Invoice", string name = "a.zip", string type = "zip") => new()
    {
        Subject = new Subject { SubjectText = subject },
        Body = new Body { Plain = new Plain { Raw = body } },
        Attachments = [new Attachment { FileName = name, FileType = type }],
    };
}
