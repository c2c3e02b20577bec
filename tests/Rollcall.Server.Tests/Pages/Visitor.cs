using System.Net;
using System.Text.RegularExpressions;

namespace Rollcall.Server.Tests.Pages;

/// <summary>A browser without script: keeps cookies, fetches pages, sends their forms as they stand.</summary>
internal sealed partial class Visitor(RollcallServer server, string from = "192.0.2.1", bool https = false)
{
    private readonly HttpClient _client = server.Anonymous(from, https);
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <summary>What the last answers set, with their attributes.</summary>
    public List<string> SetCookies { get; } = [];

    public async Task<Page> Get(string path) => await Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Fills the only form of a page that has a button of this name, and sends it.</summary>
    public async Task<Page> Submit(Page page, string button, params (string Name, string Value)[] fields)
    {
        var form = Form().Matches(page.Html).Single(f => f.Value.Contains($">{button}</button>", StringComparison.Ordinal) || f.Value.Contains($"aria-label=\"{button}\"", StringComparison.Ordinal));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in Input().Matches(form.Value))
        {
            if (Attribute(input.Value, "name") is { } name && (Attribute(input.Value, "type") != "radio" || input.Value.Contains(" checked", StringComparison.Ordinal)))
                values[name] = Attribute(input.Value, "value") ?? "";
        }

        foreach (Match area in Area().Matches(form.Value))
            values[Attribute(area.Value, "name")!] = WebUtility.HtmlDecode(area.Groups["text"].Value);
        foreach (Match select in Select().Matches(form.Value))
            values[Attribute(select.Value, "name")!] = Attribute(Chosen().Match(select.Value).Value, "value") ?? "";
        foreach (var (name, value) in fields)
            values[name] = value;
        return await Post(Attribute(Opening().Match(form.Value).Value, "action") ?? page.Path, values);
    }

    public Task<Page> Post(string path, IReadOnlyDictionary<string, string> values)
        => Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(values) });

    public async Task<Page> SignIn(string email = RollcallServer.AdminEmail, string password = RollcallServer.AdminPassword, string path = "/sign-in")
        => await Submit(await Get(path), "Sign in", ("email", email), ("password", password));

    private async Task<Page> Send(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var path = request.RequestUri!.OriginalString;
        var answer = await _client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
            {
                SetCookies.Add(cookie);
                var pair = cookie.Split(';')[0].Split('=', 2);
                _cookies[pair[0]] = pair[1];
                if (pair[1] is "")
                    _cookies.Remove(pair[0]);
            }
        }

        return new Page(path, answer, await answer.Content.ReadAsStringAsync());
    }

    private static string? Attribute(string tag, string name)
        => Regex.Match(tag, $" {name}=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups["value"].Value) : null;

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("<form[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Opening();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Input();

    [GeneratedRegex("<textarea[^>]*>(?<text>.*?)</textarea>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Area();

    [GeneratedRegex("<select.*?</select>", RegexOptions.Singleline, 1000)]
    private static partial Regex Select();

    [GeneratedRegex("<option[^>]* selected[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Chosen();
}

/// <summary>What came back, and for which path.</summary>
internal sealed record Page(string Path, HttpResponseMessage Answer, string Html)
{
    public HttpStatusCode Status => Answer.StatusCode;

    public string? Location => Answer.Headers.Location?.OriginalString;

    /// <summary>The key that this page shows.</summary>
    public string? Key => Regex.Match(Html, "<code id=\"new-key\">(?<key>[^<]+)</code>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found ? found.Groups["key"].Value : null;
}
