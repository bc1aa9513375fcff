using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Lurewatch.Intel.Observables;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Intel;

public sealed class ObservablesTests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Keccak_gives_the_published_hashes(string text, string expected)
    {
        var hash = new byte[32];
        Keccak256.Hash(Encoding.ASCII.GetBytes(text), hash);
        Convert.ToHexStringLower(hash).ShouldBe(expected);
    }

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")]
    [InlineData("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A")]
    public void A_wallet_is_found_in_a_sentence_and_not_with_one_character_changed(string address)
    {
        Find($"Send it to {address}, please.").ShouldBe([(IndicatorType.CryptoAddress, address)]);
        Find($"bitcoin:{address}?amount=1").ShouldContain((IndicatorType.CryptoAddress, address));
        for (var i = 3; i < address.Length; i++)
        {
            var changed = address.ToCharArray();
            changed[i] = changed[i] is 'a' ? 'c' : 'a';
            if (changed[i] == char.ToLowerInvariant(address[i])) changed[i] = changed[i] is 'a' ? 'e' : 'A';
            CryptoAddresses.Read(changed).ShouldBeNull(new string(changed));
        }
    }

    [Fact]
    public void An_ethereum_address_without_case_carries_no_checksum_and_is_none() =>
        Find("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").ShouldBeEmpty();

    [Fact]
    public void Every_base58_address_that_is_made_is_read_and_random_text_is_not()
    {
        var versions = new byte[] { 0x00, 0x05, 0x30, 0x32, 0x1e, 0x4c, 0x41 };
        Gen.Byte.Array[20].Select(Gen.Int[0, versions.Length - 1].Select(i => versions[i])).Sample((hash, version) =>
        {
            var text = Encode([version, .. hash]);
            CryptoAddresses.Read(text).ShouldBe(text);
        });
        Gen.Char["123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"].Array[26, 35].Sample(text => CryptoAddresses.Read(text).ShouldBeNull());
    }

    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("GB29NWBK60161331926819")]
    [InlineData("PL61109010140000071219812874")]
    [InlineData("FR1420041010050500013M02606")]
    [InlineData("NL91ABNA0417164300")]
    [InlineData("NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    public void An_iban_is_found_plain_and_in_groups_and_not_with_a_digit_changed(string iban)
    {
        var grouped = string.Join(' ', iban.Chunk(4).Select(c => new string(c)));
        Find($"Konto: {iban}.").ShouldBe([(IndicatorType.Iban, iban)]);
        Find($"IBAN {grouped} BIC DEUTDEFF").ShouldBe([(IndicatorType.Iban, iban)]);
        Find($"IBAN {grouped.Replace(' ', '\u00a0').ToLowerInvariant()}\nBank").ShouldBe([(IndicatorType.Iban, iban)]);
        for (var i = 2; i < iban.Length; i++)
        {
            if (!char.IsAsciiDigit(iban[i])) continue;
            var changed = iban.ToCharArray();
            changed[i] = changed[i] == '9' ? '1' : (char)(changed[i] + 1);
            Iban.Read(changed, out _).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("en", "com", "Call our support at +1 (888) 555-0199 now", "+18885550199")]
    [InlineData("en", "com", "Toll free: 1-888-555-0199.", "+18885550199")]
    [InlineData("en", "com", "(808) 555–0142", "+18085550142")]
    [InlineData("en", "com", "dial 808.555.0142 today", "+18085550142")]
    [InlineData("en", "com", "Helpline 8085550142", "+18085550142")]
    [InlineData("en", "co.uk", "Ring us: 020 7946 0123", "+442079460123")]
    [InlineData("en", "uk", "mobile 07700 900123", "+447700900123")]
    [InlineData("de", "de", "Tel.: 030/12345678", "+493012345678")]
    [InlineData("de", "de", "Telefon (0171) 1234567", "+491711234567")]
    [InlineData("de", "de", "Rufen Sie an: 0800 1234567", "+498001234567")]
    [InlineData("de", "de", "+49 (0)30 / 1234 5678", "+493012345678")]
    [InlineData("de", "de", "Fon 0049 30 12345678", "+493012345678")]
    [InlineData("pl", "pl", "tel. 123 456 789", "+48123456789")]
    [InlineData("pl", "pl", "tel./fax (22) 123 45 67", "+48221234567")]
    [InlineData("pl", "pl", "+48 22 123 45 67", "+48221234567")]
    [InlineData("fr", "fr", "01 23 45 67 89", "+33123456789")]
    [InlineData("fr", "fr", "+33 1 23 45 67 89", "+33123456789")]
    [InlineData("it", "it", "Tel. 06 1234567", "+39061234567")]
    [InlineData("it", "it", "chiama +39 06 1234567", "+39061234567")]
    [InlineData("es", "es", "Teléfono: 912 345 678", "+34912345678")]
    [InlineData("pt", "pt", "Telefone 212 345 678", "+351212345678")]
    [InlineData("pt", "br", "(11) 91234-5678", "+5511912345678")]
    [InlineData("nl", "nl", "Bel 020-1234567", "+31201234567")]
    [InlineData("ja", "jp", "電話：03-1234-5678", "+81312345678")]
    [InlineData("ja", "jp", "フリーダイヤル０１２０－１２３－４５６", "+81120123456")]
    [InlineData(null, null, "whatsapp +234 803 123 4567", "+2348031234567")]
    [InlineData("de", "at", "Telefon: 01 2345678", "012345678")]
    [InlineData("en", "com", "call +1 888\u200b 555\u200b 0199", "+18885550199")]
    [InlineData("en", "com", "+44 20 7946 0123 24.12.2026", "+442079460123")]
    public void A_phone_number_is_read_in_its_countrys_form(string? language, string? tld, string text, string expected) =>
        Find(text, language, tld).ShouldBe([(IndicatorType.PhoneNumber, expected)]);

    [Theory]
    [InlineData("en", "com", "Order 4455667788 was shipped")]
    [InlineData("en", "com", "Invoice no. 202-555-01")]
    [InlineData("en", "com", "Your order number: 112-4432-98762345")]
    [InlineData("de", "de", "Rechnung vom 24.11.2026 über 1.234.567,89 €")]
    [InlineData("de", "de", "Kundennummer 0301234567")]
    [InlineData("de", "de", "vom 01.02.2019 bis 03.04.2019")]
    [InlineData("de", "de", "am 2026-11-24 12:30:00")]
    [InlineData("pl", "pl", "NIP: 525-000-10-00, REGON 012345678")]
    [InlineData("pl", "pl", "kwota 123 456 789 zł")]
    [InlineData("en", "com", "from 192.168.100.200 and 10.0.0.1")]
    [InlineData("en", "com", "http://a.example/1-888-555-0199/x?id=8885550199")]
    [InlineData("en", "com", "card 4111 1111 1111 1111")]
    [InlineData("en", "com", "$1 888 555 0199")]
    [InlineData("en", "com", "UPS 1Z9999999999999999")]
    [InlineData("fr", "fr", "SIRET 732 829 320 00074")]
    [InlineData("en", "com", "+1 2 3 4 5 6 7")]
    [InlineData("en", "com", "1234567890123456789012345678901234567890")]
    [InlineData("ja", "jp", "注文番号：250-1234567-1234567")]
    [InlineData("en", "com", "call 000 000 0000")]
    public void Dates_amounts_and_order_numbers_are_no_phone_numbers(string? language, string? tld, string text) => Find(text, language, tld).ShouldBeEmpty();

    [Theory]
    [InlineData("Write to (john.doe+x@mail.example.com).", "john.doe+x@mail.example.com")]
    [InlineData("Kontakt:x99@Example.COM;", "x99@example.com")]
    [InlineData("<mailto:a1@b2.example.org>", "a1@b2.example.org")]
    public void A_mailbox_address_is_found(string text, string expected) => Find(text).ShouldBe([(IndicatorType.EmailAddress, expected)]);

    [Theory]
    [InlineData("me @ home")]
    [InlineData("a@b")]
    [InlineData("@twitter.com")]
    [InlineData("x@y..com")]
    [InlineData("git@github")]
    public void An_at_sign_alone_is_no_address(string text) => Find(text).ShouldBeEmpty();

    [Fact]
    public void Whatever_the_text_offsets_lie_within_it_and_nothing_is_thrown()
    {
        string[] pieces = ["+49", " 30 ", "1234567", "DE89", "3704 0044 0532 0130 00", "@", "a.b", ".example.com", "0x", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "(", ")", "-",
            "０３", "\u200b", "\ud83d", "tel ", "\n", "00", "电", "..", "="];
        var bits = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        bits.Array[0, 30].Select(Gen.Enum<PhoneRegion>()).Sample((parts, region) =>
        {
            var text = string.Concat(parts);
            var found = new List<TextObservable>();
            TextObservables.Find(text, region, found, 50);
            var last = 0;
            foreach (var one in found)
            {
                one.Length.ShouldBeGreaterThan(0);
                one.Offset.ShouldBeGreaterThanOrEqualTo(last);
                last = one.Offset + one.Length;
                last.ShouldBeLessThanOrEqualTo(text.Length);
                one.Value.ShouldNotBeEmpty();
                if (one.Type is IndicatorType.Iban) Iban.Read(one.Value, out _).ShouldBe(one.Value);
                if (one.Type is IndicatorType.CryptoAddress) CryptoAddresses.Read(one.Value).ShouldBe(one.Value);
                if (one.Type is IndicatorType.PhoneNumber) one.Value.TrimStart('+').ShouldAllBe(c => char.IsAsciiDigit(c));
            }
        }, iter: 5_000);
    }

    [Fact]
    public void A_megabyte_of_digits_and_signs_is_read_in_linear_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var unit in (string[])["1", "1 ", "a1", "@1", "+49 ", "DE89 ", "(0) ", "a@", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb "])
            TextObservables.Find(string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)), PhoneRegion.De, [], 256);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static List<(IndicatorType, string)> Find(string text, string? language = "en", string? tld = "com")
    {
        var found = new List<TextObservable>();
        TextObservables.Find(text, PhoneRegions.Guess(language, tld), found, 100);
        return found.ConvertAll(one => (one.Type, one.Value));
    }

    private static string Encode(byte[] payload)
    {
        byte[] all = [.. payload, .. SHA256.HashData(SHA256.HashData(payload))[..4]];
        var number = new System.Numerics.BigInteger(all, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        while (number > 0)
        {
            text.Insert(0, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(int)(number % 58)]);
            number /= 58;
        }
        return new string('1', all.TakeWhile(b => b == 0).Count()) + text;
    }
}
