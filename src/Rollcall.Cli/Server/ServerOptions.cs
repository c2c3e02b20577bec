using System.CommandLine;
using System.CommandLine.Parsing;

namespace Rollcall.Cli.Server;

/// <summary>The address of a server and a key: which server, and as whom.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> _url;
    private readonly Option<string?> _key;
    private readonly string _urlVariable;
    private readonly string _keyVariable;
    private readonly Surroundings _around;

    private ServerOptions(Surroundings around, string url, string key, string urlVariable, string keyVariable, string whose)
    {
        (_around, _urlVariable, _keyVariable) = (around, urlVariable, keyVariable);
        _url = new(url)
        {
            Description = $"Address of {whose}, for example http://127.0.0.1:8080 [default: the variable {urlVariable}]",
        };
        _key = new(key)
        {
            Description = $"A secret API key of its project [default: the variable {keyVariable}, which keeps it out of the list of processes]",
        };
    }

    /// <summary>Gives a command <c>--url</c> and <c>--key</c>; wrong ones are errors of its command line.</summary>
    public static ServerOptions AddTo(Command command, Surroundings around)
        => new ServerOptions(around, "--url", "--key", "ROLLCALL_URL", "ROLLCALL_KEY", "the server").On(command);

    /// <summary>Gives a command <c>--from</c> and <c>--from-key</c>: the server it reads from.</summary>
    public static ServerOptions AddSourceTo(Command command, Surroundings around)
        => new ServerOptions(around, "--from", "--from-key", "NEBULY_URL", "NEBULY_API_KEY", "the server to read from").On(command);

    public RollcallServer Connect(ParseResult parsed) => new(Client(parsed, RollcallServer.IsBusy));

    /// <param name="parsed">The command line.</param>
    /// <param name="isBusy">Which statuses are worth another attempt.</param>
    public PatientClient Client(ParseResult parsed, Func<int, bool> isBusy)
        => new(ParseUrl(Url(parsed.GetValue(_url)))!, Key(parsed.GetValue(_key))!, _around, parsed.InvocationConfiguration.Error, isBusy);

    private ServerOptions On(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_key);
        command.Validators.Add(Validate);
        return this;
    }

    // Not default values of the options: help prints those, and a key must not be printed.
    private string? Url(string? named) => named ?? _around.Environment(_urlVariable);

    private string? Key(string? named) => named ?? _around.Environment(_keyVariable);

    private void Validate(CommandResult result)
    {
        var (url, key) = (Url(result.GetValue(_url)), Key(result.GetValue(_key)));
        if (string.IsNullOrWhiteSpace(url))
            result.AddError($"Name the server with {_url.Name} or the variable {_urlVariable}.");
        else if (ParseUrl(url) is null)
            result.AddError($"'{url}' is no address: use http:// or https://, a host and a port.");

        if (string.IsNullOrWhiteSpace(key))
            result.AddError($"Give an API key with {_key.Name} or the variable {_keyVariable}.");
        else if (key.Any(c => c is <= ' ' or > '~'))
            result.AddError("The API key has characters that no key has.");
    }

    // With a slash at the end, so that a path below which the server lives is kept.
    private static Uri? ParseUrl(string? text) =>
        Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
