using System.CommandLine;
using Rollcall.Storage.Examination;

namespace Rollcall.Cli.Local;

/// <summary><c>rollcall doctor [FOLDER]</c></summary>
internal static class DoctorCommand
{
    private const string Help = """
        Look at everything in a data folder that no server uses, or in a backup, and say what is wrong with it. Changes nothing.

        Each file is read whole; what is said twice is compared: months and journal, counts, people and what refers to them; the index is built and compared
        with the rows. It needs as much memory as the server. While a server runs, make a backup and examine that.

        Example: rollcall doctor /var/lib/rollcall

        """;

    public static Command Create(Surroundings around)
    {
        var folder = new Argument<string?>("FOLDER") { Description = "The data folder or backup [default: ROLLCALL_DATA, else ./data]", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("doctor", Help + ExitCode.Help) { folder };
        command.SetAction(async (parsed, _) =>
        {
            var report = new ExaminationReport(parsed.InvocationConfiguration.Output);
            var projects = FolderExamination.Examine(DataOption.Folder(parsed.GetValue(folder), around), around.Time, report.Add);
            foreach (var project in projects)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"project {project.Name} ({project.Id}): {project.Interactions} interactions through {project.Sequence}, {project.Identifiers} people");
            return await report.Close($"projects {projects.Count}, interactions {projects.Sum(project => project.Interactions)}");
        });
        return command;
    }
}
