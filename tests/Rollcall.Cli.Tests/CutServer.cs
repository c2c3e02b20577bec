using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Cli.Tests;

/// <summary>Answers one request with pieces of a body, and, unless it is to be whole, hangs up before its end.</summary>
internal sealed class CutServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _answer;

    public CutServer(byte[] body)
        : this([body], isWhole: false)
    {
    }

    public CutServer(IEnumerable<byte[]> pieces, bool isWhole)
    {
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _answer = Task.Run(() => Answer(pieces, isWhole));
    }

    public string Url { get; }

    public void Dispose()
    {
        _listener.Stop();
        _answer.Wait(TimeSpan.FromSeconds(60));
        _listener.Dispose();
    }

    private async Task Answer(IEnumerable<byte[]> pieces, bool isWhole)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        if (await stream.ReadAsync(new byte[4_096]) == 0)
            return;
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray());
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
            await stream.WriteAsync(piece);
            await stream.WriteAsync("\r\n"u8.ToArray());
        }

        if (isWhole)
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }
}
