using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Rollcall.Server.Tests.Reliability;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>An answer as it came over the wire. Status 0: the connection was closed without one.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public bool HasHeader(string name) => Head.Contains($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
}

/// <summary>HTTP by hand: whatever bytes a test likes, on a connection of their own.</summary>
internal static class RawHttp
{
    /// <summary>No answer after this long is a hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A whole request. A header in <paramref name="headers"/> with an empty value is left out.</summary>
    public static byte[] Request(string method, string path, ReadOnlySpan<byte> body, params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = "localhost",
            ["Connection"] = "close",
            ["Authorization"] = $"Bearer {ServerProcess.Key}",
            ["Content-Type"] = "application/json",
            ["Content-Length"] = body.Length.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in headers)
            all[name] = value;
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\n");
        foreach (var (name, value) in all.Where(header => header.Value.Length > 0))
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public static async Task<RawAnswer> Send(Uri address, ReadOnlyMemory<byte> request, bool endsThere = false)
    {
        using var waiting = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, waiting.Token);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(request, waiting.Token);
            if (endsThere)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // Refused before it was all sent; the answer says why.
        }

        return await Read(stream, waiting.Token);
    }

    public static async Task<RawAnswer> Read(Stream stream, CancellationToken ct)
    {
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, ct);
        }
        catch (IOException)
        {
            // Closed hard after the answer.
        }

        var text = Encoding.UTF8.GetString(received.GetBuffer().AsSpan(0, (int)received.Length));
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return new(0, "", "");
        var (head, body) = (text[..end] + "\r\n", text[(end + 4)..]);
        return new(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Joined(body) : body);
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    // Sizes are in bytes and the text in characters; the answers of this server that come in chunks are small and are read for their text only.
    private static string Joined(string chunks)
    {
        var body = new StringBuilder();
        foreach (var line in chunks.Split("\r\n"))
        {
            if (line.Length > 8 || !int.TryParse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _))
                body.Append(line);
        }

        return body.ToString();
    }
}
