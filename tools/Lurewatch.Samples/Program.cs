namespace Lurewatch.Samples;

internal static class Program
{
    public static int Main()
    {
        Console.Error.WriteLine("The samples' generator: see MacroDocument and CfbWriter for the documents it can build.");
        return 0;
    }
}
