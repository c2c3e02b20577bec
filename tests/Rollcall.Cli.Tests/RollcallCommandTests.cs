using Xunit;

namespace Rollcall.Cli.Tests;

public class RollcallCommandTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("demo --help")]
    [InlineData("import people --help")]
    [InlineData("import interactions --help")]
    [InlineData("import nebuly --help")]
    public async Task Help_goes_to_output_and_names_the_exit_codes(string args)
    {
        var result = await Commands.Run(args.Split(' '));
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("Exit codes: 0 done", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("import")]
    [InlineData("import people")]
    [InlineData("frobnicate")]
    [InlineData("demo --pepole 3")]
    public async Task A_wrong_command_line_is_exit_code_2(string args)
    {
        var result = await Commands.Run(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.NotEmpty(result.Error);
    }
}
