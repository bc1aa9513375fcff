using Lurewatch.Mail.Links;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

public sealed class SvgLinksTests
{
    [Theory]
    [InlineData("<svg><a xlink:href='https://a.example.test/'><text>Open</text></a></svg>")]
    [InlineData("<svg><a href='https://a.example.test/'><rect/></a></svg>")]
    [InlineData("<svg><image href='https://a.example.test/'/></svg>")]
    [InlineData("<svg><image xlink:href='https://a.example.test/'/></svg>")]
    [InlineData("<svg><script xlink:href='https://a.example.test/'></script></svg>")]
    [InlineData("<svg><use href='https://a.example.test/'/></svg>")]
    [InlineData("<svg><a><set attributeName='xlink:href' to='https://a.example.test/'/></a></svg>")]
    [InlineData("<svg><foreignObject><iframe src='https://a.example.test/'></iframe></foreignObject></svg>")]
    [InlineData("<img usemap='#m'><map name='m'><area shape='rect' coords='0,0,9,9' href='https://a.example.test/'></map>")]
    [InlineData("<div style=\"background:url('https://a.example.test/')\">x</div>")]
    public void Every_way_to_link_is_seen(string html) =>
        HtmlReader.Read(html, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Html.Links.ShouldContain(link => link.HrefUrl.UrlText == "https://a.example.test/");
}
