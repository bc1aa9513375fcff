using Lurewatch;

var analysis = new MailScanner().Scan(File.ReadAllBytes(args[0]), args[0]);
Console.WriteLine($"{analysis.Verdict.Class} {analysis.Message?.Subject.SubjectText}");
