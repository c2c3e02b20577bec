using System.CommandLine;
using System.CommandLine.Parsing;

namespace Rollcall.Cli.Server;

/// <summary><c>--url</c> and <c>--key</c>: which server, and as whom.</summary>
internal sealed class ServerOptions
{
    private const string UrlVariable = "ROLLCALL_URL";
    private const string KeyVariable = "ROLLCALL_KEY";

    private readonly Option<string?> _url;
    private readonly Option<string?> _key;
    private readonly Surroundings _around;

    private ServerOptions(Surroundings around)
    {
        _around = around;
        _url = new("--url")
        {
            Description = $"Address of the server, for example http://127.0.0.1:8080 [default: the variable {UrlVariable}]",
        };
        _key = new("--key")
        {
            Description = $"A secret API key of the project [default: the variable {KeyVariable}, which keeps it out of the list of processes]",
        };
    }

    /// <summary>Gives a command the two options; wrong ones are errors of its command line.</summary>
    public static ServerOptions AddTo(Command command, Surroundings around)
    {
        var options = new ServerOptions(around);
        command.Options.Add(options._url);
        command.Options.Add(options._key);
        command.Validators.Add(options.Validate);
        return options;
    }

    public RollcallServer Connect(ParseResult parsed) =>
        new(ParseUrl(Url(parsed.GetValue(_url)))!, Key(parsed.GetValue(_key))!, _around.Time, parsed.InvocationConfiguration.Error);

    // Not default values of the options: help prints those, and a key must not be printed.
    private string? Url(string? named) => named ?? _around.Environment(UrlVariable);

    private string? Key(string? named) => named ?? _around.Environment(KeyVariable);

    private void Validate(CommandResult result)
    {
        var (url, key) = (Url(result.GetValue(_url)), Key(result.GetValue(_key)));
        if (string.IsNullOrWhiteSpace(url))
            result.AddError($"Name the server with --url or the variable {UrlVariable}.");
        else if (ParseUrl(url) is null)
            result.AddError($"'{url}' is no address: use http:// or https://, a host and a port.");

        if (string.IsNullOrWhiteSpace(key))
            result.AddError($"Give an API key with --key or the variable {KeyVariable}.");
        else if (key.Any(c => c is <= ' ' or > '~'))
            result.AddError("The API key has characters that no key has.");
    }

    // With a slash at the end, so that a path below which the server lives is kept.
    private static Uri? ParseUrl(string? text) =>
        Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
