using Lurewatch.Detection;
using Lurewatch.Files;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class BuiltInTests
{
    [Fact]
    public void Every_handler_of_the_engine_is_registered() =>
        BuiltIn.Handlers(new ScanOptions()).Select(handler => handler.GetType()).ShouldBe(Implementations<IFileHandler>(), ignoreOrder: true);

    [Fact]
    public void Every_detector_of_the_engine_is_registered() =>
        BuiltIn.Detectors.Select(detector => detector.GetType()).ShouldBe(Implementations<IDetector>(), ignoreOrder: true);

    private static IEnumerable<Type> Implementations<T>() =>
        typeof(MailScanner).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)));
}
