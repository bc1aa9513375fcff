using System.Text;
using CsCheck;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

/// <summary>Vectors in the shapes of the vendors' documentation and of links in public mailing-list archives, with the hosts replaced; the shapes' sources stand in wrappers.tsv and in the classes.</summary>
public sealed class LinkWrappersTests
{
    private static Url Open(string text) => LinkWrappers.Open(UrlReader.Read(text)!, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));

    [Theory]
    // gateways
    [InlineData("azure_safelink", "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fa%3Fb%3D1%2520x%26c%3D2&data=05%7C01%7Cu%40corp.example%7C0%7C0&sdata=x%3D&reserved=0", "https://shop.example/a?b=1%20x&c=2")]
    [InlineData("azure_safelink", "https://gcc02.safelinks.protection.outlook.com/ap/w-59584e83/?url=https%3A%2F%2Fshop.example%2F&data=x", "https://shop.example/")]
    [InlineData("azure_safelink", "https://usg02.safelinks.protection.office365.us/?url=http%3A%2F%2Fshop.example%2F&amp;data=x", "http://shop.example/")]
    [InlineData("azure_safelink", "https://nam10.safelinks.protection.outlook.com/?amp;url=https%3A%2F%2Fshop.example%2F", "https://shop.example/")]
    [InlineData("azure_safelink", "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=https%3A%2F%2Fshop.example%2Fx&locale=en-us", "https://shop.example/x")]
    [InlineData("owa_redirect", "https://mail.corp.example/owa/redir.aspx?C=abc&URL=http%3a%2f%2fshop.example%2fx", "http://shop.example/x")]
    [InlineData("proofpoint", "https://urldefense.proofpoint.com/v1/url?u=http://www.shop.example/&k=oIvRg1%2BdGAgOoM1BIlLLqw%3D%3D%0A&r=x", "http://www.shop.example/")]
    [InlineData("proofpoint", "https://urldefense.proofpoint.com/v2/url?u=http-3A__links.shop.example_ctt-3Fkn-3D3-26ms-3DMzQ3-2520x&d=DwMFaQ&c=V&r=M&m=Q&s=e&e=", "http://links.shop.example/ctt?kn=3&ms=MzQ3%20x")]
    [InlineData("proofpoint", "https://urldefense.com/v3/__https://shop.example/v0/b/app/o/owa*2Findex2gun.html?alt=media*vicky@corp.example__;JSM!!Fjc1LPEtn8I!x-y$", "https://shop.example/v0/b/app/o/owa%2Findex2gun.html?alt=media#vicky@corp.example")]
    [InlineData("proofpoint", "https://urldefense.com/v3/__https://lore.shop.example/linux/Ykqg0kr0F*2Fyzk2XW@infra.example/__;JQ!!ACWV5N9M2RV99hQ!MwAZ$", "https://lore.shop.example/linux/Ykqg0kr0F%2Fyzk2XW@infra.example/")]
    [InlineData("proofpoint", "https://urldefense.us/v3/__https:/shop.example/a__;!!BClRuOV5cvtbuNI!x$", "https://shop.example/a")]
    [InlineData("barracuda", "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.shop.example%2fx%3fy%3dz&c=E,1,CM-DuVk1S39O5Ybv&typo=1", "https://www.shop.example/x?y=z")]
    [InlineData("cisco_secure_web", "https://secure-web.cisco.com/1S1h_Cy8Q_Oh-5N7AuDE0Cg/https%3A%2F%2Fwww.shop.example%2Fa%3Fb%3Dc", "https://www.shop.example/a?b=c")]
    [InlineData("cisco_secure_web", "http://secure-web.cisco.com/1S1h_Cy8Q_Oh/http://www.shop.example/a?b=c", "http://www.shop.example/a?b=c")]
    [InlineData("sophos", "https://eu-central-1.protection.sophos.com/?d=shop.example&u=aHR0cDovL3d3dy5zaG9wLmV4YW1wbGUvRW4vMzk3Mg==&i=NjA5&t=MnQ4&h=b05e", "http://www.shop.example/En/3972")]
    [InlineData("trendmicro", "https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3a%2f%2fshop.example%2ffile%2fd%2f15&umid=E2524A00&auth=9f55", "https://shop.example/file/d/15")]
    [InlineData("trendmicro", "https://ddei3-0-ctp.corp.example:443/wis/clicktime/v1/query?url=https%3A%2F%2Fshop.example%2Fx", "https://shop.example/x")]
    [InlineData("fireeye", "https://protect2.fireeye.com/v1/url?k=aad62f08-f54d&q=1&e=2d730862&u=https%3A%2F%2Fshop.example%2Fopen%2F", "https://shop.example/open/")]
    [InlineData("fireeye", "https://protect2.fireeye.com/url?k=1ffa720f.1ffb&u=http://shop.example/schemas/x.yaml", "http://shop.example/schemas/x.yaml")]
    [InlineData("symantec_clicktime", "https://clicktime.symantec.com/38YrYPLxxSqYhBQLb1eruhW7Vc?u=http%3A%2F%2Fdl.shop.example%2Fx.tgz", "http://dl.shop.example/x.tgz")]
    [InlineData("symantec_clicktime", "https://clicktime.symantec.com/15tStdWWRBCjGxB6bujRD?h=zRUjvnB-oJ7C=&u=https://shop.example/login", "https://shop.example/login")]
    [InlineData("symantec_clicktime", "https://clicktime.symantec.com/a/1/3esCKtonICCF-rrs7xQ=?d=wUoxAvRabIhx8&u=http%3A%2F%2Fshop.example", "http://shop.example/")]
    [InlineData("hornetsecurity", "https://atpscan.global.hornetsecurity.com/?d=HzV-JpXn&f=rhmYUr&i=&k=Eb5a&m=onuR&n=Ux5f&r=nfZ6&s=a1b0&u=https%3A%2F%2Fshop.example%2Fnews%2F", "https://shop.example/news/")]
    [InlineData("trustwave", "https://scanmail.trustwave.com/?c=20988&d=n8HL4MpWu6CI&u=https%3a%2f%2fshop%2eexample%2ftroglobit", "https://shop.example/troglobit")]
    [InlineData("fortimail", "https://fm.corp.example/fmlurlsvc/?fewReq=:B:JVE3PD49Nyt7&url=https%3a%2f%2fshop.example%2fx", "https://shop.example/x")]
    [InlineData("libraesva", "https://urlsand.esvalabs.com/?u=https%3A%2F%2Fshop.example%2Fabs%2F2502.10811&e=ed7a584b&h=456504aa&f=y&p=y", "https://shop.example/abs/2502.10811")]
    [InlineData("spamtitan", "https://linklock.titanhq.com/analyse?url=https%3A%2F%2Fwww.shop.example%2Fcondos%2F&data=eJxsykFP", "https://www.shop.example/condos/")]
    [InlineData("zix", "https://link.edgepilot.com/s/12227a84/DmLjQJRwu0ilPD33ZRk1pA?u=https://shop.example/checkboxes", "https://shop.example/checkboxes")]
    [InlineData("vade", "https://gws.eu.vadesecure.com/safeproxy/v4?f=ExORTRxU&i=aQvUE1g&k=7dUc&r=YLk6&s=c982&u=https%3A%2F%2Fwww.shop.example%2Fagenda%2F", "https://www.shop.example/agenda/")]
    [InlineData("egress", "https://links.eu1.defend.egress.com/Warning?crId=69f3&Domain=tiuim.example&Threat=eNpz&Lang=en&Base64Url=eNrLKCkpKLbS10_PLMkoTdJLzs_VTywtycjPS9XPzssvTzLRTUlNzk9J1S2oBABhwhAK", "https://github.com/authone/knowb4-decode-py")]
    [InlineData("checkpoint", "https://url.avanan.click/v2/r01/___https:/research.shop.example/ws/x.pdf___.YXAzOnNhcmFncmlsbG86YTpnOjEz", "https://research.shop.example/ws/x.pdf")]
    [InlineData("checkpoint", "https://protect.checkpoint.com/v2/r05/___https://meet.shop.example/sbb?x=1&y=2___.YzJ1OnF1ZXN0", "https://meet.shop.example/sbb?x=1&y=2")]
    [InlineData("checkpoint", "https://avanan.url-protection.com/v1/url?o=https%3A//www.shop.example/x&g=abc&s=def", "https://www.shop.example/x")]
    // redirectors
    [InlineData("google_open_redirect", "https://www.google.com/url?q=https%3A%2F%2Fshop.example%2F%3Fa%3Db&sa=D&sntz=1&usg=AOvVaw3F", "https://shop.example/?a=b")]
    [InlineData("google_open_redirect", "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fshop.example%2F", "https://shop.example/")]
    [InlineData("google_open_redirect", "https://www.google.de/amp/s/shop.example/a/b", "https://shop.example/a/b")]
    [InlineData("google_open_redirect", "https://google.com/amp/shop.example%2fa", "http://shop.example/a")]
    [InlineData("google_open_redirect", "https://www.google.com/travel/clk?pc=AA80Osxx&pcurl=https://shop.example/x", "https://shop.example/x")]
    [InlineData("google_translate_open_redirect", "https://translate.google.com/translate?sl=auto&tl=en&u=https://shop.example/x", "https://shop.example/x")]
    [InlineData("google_translate_open_redirect", "https://www-my--shop-example.translate.goog/a?x=1&_x_tr_sl=auto&_x_tr_tl=en&_x_tr_hl=en", "https://www.my-shop.example/a?x=1")]
    [InlineData("google_translate_open_redirect", "https://1-cn--sec-example.translate.goog/a.html?_x_tr_enc=1&_x_tr_sl=zh-CN", "https://cn-sec.example/a.html")]
    [InlineData("google_amp", "https://shop-example.cdn.ampproject.org/c/s/shop.example/a?b=c", "https://shop.example/a?b=c")]
    [InlineData("google_adservices", "https://www.googleadservices.com/pagead/aclk?sa=L&ai=x&adurl=https%3A%2F%2Fshop.example%2F", "https://shop.example/")]
    [InlineData("google_adservices", "https://ad.doubleclick.net/ddm/clk/4526;27;a?https://shop.example/x?y=z", "https://shop.example/x?y=z")]
    [InlineData("bing_open_redirect", "https://www.bing.com/ck/a?!&&p=36ae&ptn=3&ver=2&hsh=3&u=a1aHR0cHM6Ly9zaG9wLmV4YW1wbGUvc2VydmljZXMv&ntb=1", "https://shop.example/services/")]
    [InlineData("yahoo_open_redirect", "https://r.search.yahoo.com/_ylt=AwrF/RV=2/RE=1628/RO=10/RU=https%3a%2f%2fshop.example%2fx%3fy%3d1/RK=2/RS=abc-", "https://shop.example/x?y=1")]
    [InlineData("duckduckgo_open_redirect", "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fshop.example%2F&rut=ab", "https://shop.example/")]
    [InlineData("facebook_open_redirect", "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2F%3Ffbclid%3DIwZX&h=AT3", "https://shop.example/?fbclid=IwZX")]
    [InlineData("instagram_open_redirect", "https://l.instagram.com/?u=https%3A%2F%2Fshop.example%2F&e=AT", "https://shop.example/")]
    [InlineData("linkedin_open_redirect", "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fshop%2Eexample%2F&urlhash=x", "https://shop.example/")]
    [InlineData("youtube_open_redirect", "https://www.youtube.com/redirect?event=video_description&redir_token=QUF&q=https%3A%2F%2Fshop.example%2F&v=1", "https://shop.example/")]
    [InlineData("slack_open_redirect", "https://slack-redir.net/link?url=https%3A%2F%2Fshop.example", "https://shop.example/")]
    [InlineData("vk_open_redirect", "https://vk.com/away.php?to=https%3A%2F%2Fshop.example", "https://shop.example/")]
    [InlineData("steam_open_redirect", "https://steamcommunity.com/linkfilter/?u=https%3A%2F%2Fshop.example", "https://shop.example/")]
    [InlineData("href_li", "https://href.li/?https://shop.example/x", "https://shop.example/x")]
    [InlineData("deref_mail", "https://deref-mail.com/mail/client/Fj5/dereferrer/?redirectUrl=https%3A%2F%2Fshop.example%2F", "https://shop.example/")]
    // mailing services
    [InlineData("click_tracker", "https://n2ds0l80.r.sa-east-1.awstrack.me/L0/https:%2F%2Fwww.shop.example%3Futm_source=campaign/1/0103-00/xAp=107", "https://www.shop.example/?utm_source=campaign")]
    [InlineData("click_tracker", "https://click.redditmail.com/CL0/https:%2F%2Fwww.shop.example%2Fr%2F/1/0100-00/Ab=1", "https://www.shop.example/r/")]
    [InlineData("click_tracker", "https://1s513.mjt.lu/lnk/AVIAAIQj/1/lH0LPsL9TUXZq/aHR0cHM6Ly9zaG9wLmV4YW1wbGUvY2VudGVyLz9hPWI", "https://shop.example/center/?a=b")]
    [InlineData("postmark", "https://click.pstmrk.it/3s/shop.example%2Fitem%3Fa%3Db/abc/def", "https://shop.example/item?a=b")]
    [InlineData("mandrill", "https://mandrillapp.com/track/click/30363097/shop.example?p=eyJzIjoiYSIsInYiOjEsInAiOiJ7XCJ1XCI6MSxcInVybFwiOlwiaHR0cHM6XFxcL1xcXC9zaG9wLmV4YW1wbGVcXFwvc2FsZVwifSJ9", "https://shop.example/sale")]
    [InlineData("activecampaign", "https://c.lt.acemlnd.com/Prod/link-tracker?redirectUrl=aHR0cHMlM0ElMkYlMkZzaG9wLmV4YW1wbGUlMkZh&sig=87", "https://shop.example/a")]
    [InlineData("monday_tracker", "https://trackingservice.monday.com/tracker/link?token=eyJhbGciOiJIUzI1NiJ9.eyJvcmlnaW5hbFVybCI6Imh0dHBzOi8vc2hvcC5leGFtcGxlL3gifQ.c2lnbmF0dXJl", "https://shop.example/x")]
    public void It_opens(string encoder, string wrapped, string target)
    {
        var opened = Open(wrapped);
        opened.UrlText.ShouldBe(target);
        opened.Rewrite!.Encoders.ShouldBe([encoder]);
        opened.Rewrite.Original.ShouldBe(UrlReader.Read(wrapped)!.UrlText);
    }

    [Theory]
    [InlineData("mimecast", "https://protect-eu.mimecast.com/s/dbQqCy8Z?domain=shop.example", "shop.example")]
    [InlineData("mimecast", "https://url.us.m.mimecastprotect.com/s/abc/def?domain=shop.example", "shop.example")]
    [InlineData("sophos", "https://us-east-2.protection.sophos.com/?d=rb.example&b=9902&x=55f1&q=4bPL", "rb.example")]
    [InlineData("inky", "https://shared.outlook.inky.com/link?domain=shop.example&t=h.eJxt", "shop.example")]
    [InlineData("baidu", "https://www.baidu.com/link?url=qO9aBc", null)]
    [InlineData("linkedin_slink", "https://www.linkedin.com/slink?code=gAbC", null)]
    [InlineData("sendgrid", "https://u123.ct.sendgrid.net/ls/click?upn=u001.HIVf", null)]
    [InlineData("mailchimp", "https://shop.us7.list-manage.com/track/click?u=a&id=b&e=c", null)]
    [InlineData("hornetsecurity", "https://atpscan.global.hornetsecurity.com/index.php?atp_str=abc", null)]
    public void What_only_the_wrapper_knows_stays_closed(string encoder, string wrapped, string? domain)
    {
        var url = UrlReader.Read(wrapped)!;
        LinkWrappers.Open(url).ShouldBeSameAs(url);
        LinkWrappers.Of(url, out var found)!.Encoder.ShouldBe(encoder);
        found.ShouldBe(new Unwrapped(null, domain));
    }

    [Theory]
    [InlineData("https://www.google.com/search?q=https://shop.example/")]
    [InlineData("https://www.google.com/")]
    [InlineData("https://www.bing.com/search?q=x")]
    [InlineData("https://www.facebook.com/sharer/sharer.php?u=https://shop.example/")]
    [InlineData("https://www.cisco.com/secure-web/https%3A%2F%2Fshop.example")]
    [InlineData("https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fshop.example")]
    [InlineData("https://evilsafelinks.protection.outlook.com.example/?url=https%3A%2F%2Fshop.example")]
    [InlineData("https://xurldefense.com/v3/__https://shop.example/__;!!x$")]
    public void What_is_no_wrapper_stays(string text)
    {
        var url = UrlReader.Read(text)!;
        LinkWrappers.Open(url).ShouldBeSameAs(url);
        LinkWrappers.Of(url, out _).ShouldBeNull();
    }

    [Fact]
    public void One_inside_the_other_is_opened_and_the_way_kept()
    {
        var google = "https://www.google.com/url?q=" + Uri.EscapeDataString("https://shop.example/x");
        var proofpoint = $"https://urldefense.com/v3/__{google.Replace("%", "*", StringComparison.Ordinal)}__;{new string('J', 0)}{Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('%', google.Count(c => c == '%'))))}!!a!b$";
        var safe = "https://eur01.safelinks.protection.outlook.com/?url=" + Uri.EscapeDataString(proofpoint);
        var opened = Open(safe);
        opened.UrlText.ShouldBe("https://shop.example/x");
        opened.Rewrite!.Encoders.ShouldBe(["azure_safelink", "proofpoint", "google_open_redirect"]);
        opened.Rewrite.Hops.Select(hop => hop.Url.Domain.DomainName).ShouldBe(["eur01.safelinks.protection.outlook.com", "urldefense.com", "www.google.com"]);
    }

    [Fact]
    public void A_hundred_one_inside_the_other_end_at_the_bound_and_say_so()
    {
        // not percent-encoded again: it would grow without end
        var text = string.Concat(Enumerable.Repeat("https://href.li/?", 100)) + "https://shop.example/";
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var opened = LinkWrappers.Open(UrlReader.Read(text)!, budget);
        opened.Rewrite!.Encoders.Count.ShouldBe(LinkWrappers.MaxDepth);
        opened.Domain.DomainName.ShouldBe("href.li");
        budget.Exhausted.ShouldContainKey("link_wrappers");
    }

    [Theory]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=%")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=%00%01")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/")]
    [InlineData("https://urldefense.com/v3/__https://shop.exa")]
    [InlineData("https://urldefense.com/v3/____;!!x$")]
    [InlineData("https://urldefense.proofpoint.com/v2/url?u=-")]
    [InlineData("https://www.bing.com/ck/a?u=a1!!!!")]
    [InlineData("https://www.bing.com/ck/a?u=a1aHR0")]
    [InlineData("https://eu-central-1.protection.sophos.com/?u=%FF%FE")]
    [InlineData("https://links.eu1.defend.egress.com/Warning?Base64Url=eNrLKCkp")]
    [InlineData("https://eu-central-1.protection.sophos.com/?u=AAAAAAAAAAAAAAAA")]   // nothing but zeros
    [InlineData("https://secure-web.cisco.com/x/AAAAAAAAAAAAAAAA")]
    [InlineData("https://-.translate.goog/")]
    [InlineData("https://url.avanan.click/v2/______.x")]
    [InlineData("https://r.search.yahoo.com/RU=/RK=")]
    public void A_damaged_one_stays_closed(string text)
    {
        var url = UrlReader.Read(text)!;
        Open(text).UrlText.ShouldBe(url.UrlText);
    }

    [Theory]
    [InlineData("https://urldefense.com/v3/__https://shop.example/a*b**_c__;JQ!!x$", "https://shop.example/a%b*c")]   // fewer characters than stars
    [InlineData("https://urldefense.com/v3/__https://shop.example/a*b__;!!!x$", "https://shop.example/a*b")]
    [InlineData("https://urldefense.com/v3/__https://shop.example/a**", "")]
    public void Proofpoint_with_wrong_counts_still_names_the_host(string text, string plain)
    {
        var read = ProofpointWrapper.Version3(text.AsSpan(text.IndexOf("__", StringComparison.Ordinal) + 2));
        if (plain.Length == 0) read.ShouldBeNull();
        else read.ShouldBe(plain);
    }

    [Theory]
    [InlineData("https://www.google.com/url?q=javascript:alert(1)", "javascript")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=data%3Atext%2Fhtml%3Bbase64%2CPGI%2B", "data")]
    [InlineData("https://l.facebook.com/l.php?u=%5C%5Cshare.example%5Cx", "file")]
    public void A_target_that_is_no_web_address_is_told(string text, string scheme) => Open(text).Scheme.ShouldBe(scheme);

    [Fact]
    public void A_huge_one_costs_no_more_than_its_length()
    {
        var text = "https://urldefense.com/v3/__https://shop.example/" + new string('*', 30_000) + "__;" + new string('J', 30_000) + "!!x$";
        Open(text).Domain.DomainName.ShouldBe("shop.example");
        Open("https://eu-central-1.protection.sophos.com/?u=" + new string('A', 60_000)).Rewrite.ShouldBeNull();
    }

    // Without dot segments: in version 3 a fragment stands in the gateway's path, where browsers take them out before it ever sees them.
    private static readonly Gen<string> Target = Gen.Select(Gen.String["abcXYZ019-_.~*!$&'()+,;=:@/?%#äß漢 "], tail => UrlReader.Read("https://shop.example/x" + tail.Replace("/.", "/x", StringComparison.Ordinal))?.UrlText ?? "https://shop.example/");

    [Fact]
    public void What_a_gateway_encodes_is_opened_to_the_same() => Target.Sample(target =>
    {
        Open("https://eur01.safelinks.protection.outlook.com/?url=" + Uri.EscapeDataString(target) + "&data=x").UrlText.ShouldBe(target);
        Open("https://urldefense.proofpoint.com/v2/url?u=" + Version2(target) + "&d=x").UrlText.ShouldBe(target);
        Open("https://urldefense.com/v3/__" + Version3(target) + "!!x!y$").UrlText.ShouldBe(target);
        Open("https://www.bing.com/ck/a?u=a1" + Convert.ToBase64String(Encoding.UTF8.GetBytes(target)).TrimEnd('=').Replace('+', '-').Replace('/', '_') + "&ntb=1").UrlText.ShouldBe(target);
    });

    private static string Version2(string target)
    {
        var coded = new StringBuilder();
        foreach (var c in target)
        {
            if (c == '/') coded.Append('_');
            else if (char.IsAsciiLetterOrDigit(c) || c == '.') coded.Append(c);
            else coded.Append('-').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return coded.ToString();
    }

    /// <summary>What is not plain goes into the replacement text; runs of two and more are counted.</summary>
    private static string Version3(string target)
    {
        const string Lengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder coded = new(), taken = new();
        for (var i = 0; i < target.Length;)
        {
            var run = i;
            while (run < target.Length && run - i < 65 && !(char.IsAsciiLetterOrDigit(target[run]) || ":/.?=&".Contains(target[run], StringComparison.Ordinal))) run++;
            taken.Append(target, i, run - i);
            if (run - i == 0) coded.Append(target[i++]);
            else
            {
                coded.Append(run - i == 1 ? "*" : "**" + Lengths[run - i - 2]);
                i = run;
            }
        }
        return coded + "__;" + Convert.ToBase64String(Encoding.UTF8.GetBytes(taken.ToString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    [Fact]
    public void Each_row_and_class_can_be_reached_and_is_named_as_rules_name_things()
    {
        var names = LinkWrappers.All.Select(wrapper => wrapper.Encoder).Distinct().ToList();
        names.ShouldAllBe(name => name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'));
        LinkWrappers.All.ShouldAllBe(wrapper => wrapper.Roots.Count > 0);
    }
}
