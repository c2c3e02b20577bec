using System.Globalization;
using System.Net;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Hosting;

/// <summary>Reads the variables one by one and collects every fault, so that a wrong installation is put right in one go.</summary>
internal sealed class RollcallOptionsReader
{
    private const long LeastMemory = 64L << 20;

    private readonly IConfiguration _configuration;
    private readonly List<string> _faults = [];

    private RollcallOptionsReader(IConfiguration configuration) => _configuration = configuration;

    /// <summary>The options, or null and what is wrong, one sentence a fault.</summary>
    public static RollcallOptions? Read(IConfiguration configuration, out IReadOnlyList<string> faults)
    {
        var reader = new RollcallOptionsReader(configuration);
        reader.RefuseWhatIsNotBuilt();
        var options = new RollcallOptions
        {
            Urls = reader.Urls(),
            Data = reader.Data(),
            MemoryBytes = reader.Memory(),
            Project = reader.Project(),
            Admin = reader.Admin(),
            PathBase = reader.PathBase(),
            TrustedProxies = reader.TrustedProxies(),
        };
        faults = reader._faults;
        return faults is [] ? options : null;
    }

    // An empty variable is an unset one: compose files and service units leave them behind.
    private string? Value(string name) => _configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private void RefuseWhatIsNotBuilt()
    {
        foreach (var name in (string[])["ROLLCALL_POSTGRES", "ROLLCALL_CLICKHOUSE"])
        {
            if (Value(name) is not null)
                _faults.Add($"{name}: this version keeps everything in ROLLCALL_DATA and has no such store; remove the variable.");
        }
    }

    private string Urls()
    {
        var urls = Value("ROLLCALL_URLS") ?? "http://127.0.0.1:8080";
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // '*' and '+' stand for every address, which a Uri does not know.
            var probe = url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
            if (!Uri.TryCreate(probe, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
                _faults.Add($"ROLLCALL_URLS: '{url}' is not an address such as http://127.0.0.1:8080 (several are separated by ';').");
        }

        return urls;
    }

    private string Data()
    {
        var folder = Value("ROLLCALL_DATA") ?? "./data";
        try
        {
            return Path.GetFullPath(folder);
        }
        catch (ArgumentException)
        {
            _faults.Add($"ROLLCALL_DATA: '{folder}' is not a path.");
            return "";
        }
    }

    private long Memory()
    {
        if (Value("ROLLCALL_MEMORY") is not { } text)
            return Math.Max(LeastMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        long unit = text[digits..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" or "KIB" => 1L << 10,
            "M" or "MB" or "MIB" => 1L << 20,
            "G" or "GB" or "GIB" => 1L << 30,
            _ => 0,
        };
        if (unit == 0
            || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount * unit is not (>= LeastMemory and <= 1L << 50))
        {
            _faults.Add($"ROLLCALL_MEMORY: '{text}' is not an amount of at least 64MB, such as 512MB or 4GB.");
            return LeastMemory;
        }

        return (long)(amount * unit);
    }

    private BootstrapProject? Project()
    {
        var name = Value("ROLLCALL_BOOTSTRAP_PROJECT");
        var key = Value("ROLLCALL_BOOTSTRAP_KEY");
        var zone = Value("ROLLCALL_BOOTSTRAP_TIME_ZONE") ?? "UTC";
        var week = Value("ROLLCALL_BOOTSTRAP_WEEK_START") ?? "monday";
        if (name is not null && ProjectRules.NameFault(name) is { } nameFault)
            _faults.Add($"ROLLCALL_BOOTSTRAP_PROJECT: {nameFault}");
        if (key is not null && name is null)
            _faults.Add("ROLLCALL_BOOTSTRAP_KEY: needs ROLLCALL_BOOTSTRAP_PROJECT, the name of the project that the key is for.");
        // The value itself is a secret and is not repeated.
        if (key is not null && (key.Length is < KeyText.LeastLength or > KeyText.MostLength || key.Any(c => c is <= ' ' or > '~')))
            _faults.Add($"ROLLCALL_BOOTSTRAP_KEY: must be {KeyText.LeastLength} to {KeyText.MostLength} visible ASCII characters without spaces.");
        if (ProjectRules.FindZone(zone) is null)
            _faults.Add($"ROLLCALL_BOOTSTRAP_TIME_ZONE: '{zone}' is not an IANA time zone such as Europe/Berlin.");
        if (!ProjectRules.TryParseWeekStart(week, out var weekStart))
            _faults.Add($"ROLLCALL_BOOTSTRAP_WEEK_START: '{week}' is not one of monday, sunday, saturday.");
        return name is null ? null : new BootstrapProject(name, key, zone, weekStart);
    }

    private BootstrapAdmin? Admin()
    {
        var email = Value("ROLLCALL_ADMIN_EMAIL");
        // A password is taken as it is: spaces belong to it.
        var password = _configuration["ROLLCALL_ADMIN_PASSWORD"] is { Length: > 0 } text ? text : null;
        if (email is null && password is not null)
            _faults.Add("ROLLCALL_ADMIN_EMAIL: needed beside ROLLCALL_ADMIN_PASSWORD.");
        if (email is not null && password is null)
            _faults.Add("ROLLCALL_ADMIN_PASSWORD: needed beside ROLLCALL_ADMIN_EMAIL.");
        if (email is not null && AccountRules.EmailFault(email) is { } emailFault)
            _faults.Add($"ROLLCALL_ADMIN_EMAIL: {emailFault}");
        if (password is not null && AccountRules.PasswordFault(password) is { } passwordFault)
            _faults.Add($"ROLLCALL_ADMIN_PASSWORD: {passwordFault}");
        return email is null || password is null ? null : new BootstrapAdmin(email, password);
    }

    private string PathBase()
    {
        var text = (Value("ROLLCALL_PATH_BASE") ?? "").TrimEnd('/');
        var ok = text is "" || (text[0] == '/' && !text.Contains("//", StringComparison.Ordinal)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~'));
        if (!ok)
            _faults.Add($"ROLLCALL_PATH_BASE: '{text}' is not a path such as /rollcall.");
        return text;
    }

    private List<IPNetwork> TrustedProxies()
    {
        var networks = new List<IPNetwork>();
        foreach (var text in (Value("ROLLCALL_TRUSTED_PROXIES") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(text, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                _faults.Add($"ROLLCALL_TRUSTED_PROXIES: '{text}' is not an address or a network such as 10.0.0.0/8.");
        }

        return networks;
    }
}
