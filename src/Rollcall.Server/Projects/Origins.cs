using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Rollcall.Server.Hosting;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Projects;

/// <summary>Origins of web pages, in the one form in which browsers send them: <c>https://app.example</c>, with a port where it is not the scheme's own.</summary>
internal static class Origins
{
    public const int Most = 100;

    /// <summary>Everything that is wrong, by the name that the API and the form use.</summary>
    public static IEnumerable<ProblemError> Faults(IReadOnlyList<string> origins)
    {
        if (origins.Count > Most)
            yield return new("allowed_origins", "too_many", $"There are {origins.Count} origins; at most {Most} can be allowed.");
        foreach (var (text, i) in origins.Select((text, i) => (text, i)))
        {
            if (!TryParse(text, out _))
            {
                yield return new(
                    $"allowed_origins[{i.ToString(CultureInfo.InvariantCulture)}]", "invalid_origin",
                    $"'{Fields.Shown(text)}' is not an origin such as https://app.example, without a path.");
            }
        }
    }

    /// <summary>Each origin once, in order; of texts without faults.</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> texts)
        => [.. texts.Select(text => TryParse(text, out var origin) ? origin : throw new ArgumentException($"'{text}' is no origin.", nameof(texts))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool TryParse(string text, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        text = text.Trim();
        if (text.Length > 300 || text.Contains('*', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.IdnHost.Length == 0 || text.EndsWith('?') || text.EndsWith('#'))
            return false;
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        origin = uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : string.Create(CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}");
        return true;
    }
}
