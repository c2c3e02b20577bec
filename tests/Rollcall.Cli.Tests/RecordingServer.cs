using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Cli.Tests;

/// <summary>A server on a free loopback port that keeps every request and answers as the test says.</summary>
internal sealed class RecordingServer : IDisposable
{
    public sealed record Request(string Method, string Path, string? Authorization, string? ContentType, string? ContentEncoding, long WireBytes, string Body)
    {
        public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public sealed record Answer(int Status, string Json, string? RetryAfter = null);

    public static readonly Answer People = new(200, """{"inserted":0,"updated":0,"unchanged":0}""");
    public static readonly Answer Interactions = new(200, """{"accepted":0,"duplicates":0,"conflicts":0,"rejected":[],"rejected_count":0}""");

    private readonly HttpListener _listener = new();
    private readonly Func<Request, Answer> _answer;
    private readonly Task _loop;

    public RecordingServer(Func<Request, Answer>? answer = null)
    {
        _answer = answer ?? Default;
        Url = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _loop = Task.Run(Serve);
    }

    public string Url { get; }

    public List<Request> Requests { get; } = [];

    public static Answer Default(Request request) => request.Path.EndsWith("/eligible-users", StringComparison.Ordinal) ? People : Interactions;

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait(TimeSpan.FromSeconds(15));
        _listener.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception) when (!_listener.IsListening)
            {
                return;   // stopped, at whatever moment of it
            }

            using var wire = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(wire);
            var length = wire.Length;
            wire.Position = 0;
            var encoding = context.Request.Headers["Content-Encoding"];
            await using Stream plain = encoding == "gzip" ? new GZipStream(wire, CompressionMode.Decompress) : wire;
            using var reader = new StreamReader(plain, Encoding.UTF8);
            var request = new Request(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"],
                context.Request.ContentType, encoding, length, await reader.ReadToEndAsync());
            Requests.Add(request);
            var answer = _answer(request);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Status < 400 ? "application/json" : "application/problem+json";
            if (answer.RetryAfter is { } after)
                context.Response.Headers["Retry-After"] = after;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Json));
            context.Response.Close();
        }
    }
}
