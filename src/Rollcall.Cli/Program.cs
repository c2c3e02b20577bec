using Rollcall.Cli;

return await RollcallCommand.Run(args, Surroundings.OfProcess(), Console.Out, Console.Error);
