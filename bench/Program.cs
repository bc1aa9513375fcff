Console.WriteLine("no target yet");
