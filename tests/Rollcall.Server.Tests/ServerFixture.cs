using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Kernel.Time;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Tests;

/// <summary>
/// The whole server on a folder of its own, with a clock that stands still until moved. One project, a key of each kind, one administrator.
/// <code>await using var server = await RollcallServer.Start(zone: "Europe/Rome", today: new DateOnly(2026, 3, 10));</code>
/// </summary>
internal sealed class RollcallServer : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.com";
    public const string AdminPassword = "correct horse battery";
    public const string SecretKey = "bootstrap-key-of-the-tests";

    private readonly WebApplicationFactory<Program> _factory;
    private readonly ConcurrentDictionary<KeyKind, string> _keys = new();
    private readonly ConcurrentQueue<string> _log;
    private readonly bool _ownsFolder;
    private bool _stopped;

    private RollcallServer(WebApplicationFactory<Program> factory, FakeTimeProvider clock, string folder, bool ownsFolder, ConcurrentQueue<string> log)
        => (_factory, Clock, Folder, _ownsFolder, _log) = (factory, clock, folder, ownsFolder, log);

    /// <summary>The server's clock. It stands still until advanced.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>What <c>ROLLCALL_DATA</c> is.</summary>
    public string Folder { get; }

    public IServiceProvider Services => _factory.Services;

    /// <summary>Where it listens, if it does.</summary>
    public Uri Address => _factory.ClientOptions.BaseAddress;

    /// <summary>Every line logged so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>The bootstrapped project.</summary>
    public ProjectInfo Project => Services.GetRequiredService<ProjectDirectory>().All.First();

    /// <summary>Starts a server at noon of a day in the project's zone.</summary>
    /// <param name="zone">The project's zone.</param>
    /// <param name="today">The project's local day; default 2026-03-10, a Tuesday.</param>
    /// <param name="weekStart"><c>monday</c>, <c>sunday</c> or <c>saturday</c>.</param>
    /// <param name="settings">Variables that replace those of the fixture; null takes one away.</param>
    /// <param name="folder">A folder that outlives this server, for restarts; default one that is deleted with it.</param>
    /// <param name="services">Changes to the services, after the server's own.</param>
    /// <param name="listens">Whether it listens on a free port of the loopback, for programs that know no test server.</param>
    public static async Task<RollcallServer> Start(
        string zone = "UTC",
        DateOnly? today = null,
        string weekStart = "monday",
        IReadOnlyDictionary<string, string?>? settings = null,
        string? folder = null,
        Action<IServiceCollection>? services = null,
        bool listens = false)
    {
        var calendar = new ProjectCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), DayOfWeek.Monday);
        var clock = new FakeTimeProvider(calendar.StartOf(Day.Of(today ?? new DateOnly(2026, 3, 10))) + TimeSpan.FromHours(12));
        var log = new ConcurrentQueue<string>();
        var home = folder ?? Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ROLLCALL_DATA"] = home,
            ["ROLLCALL_MEMORY"] = "256MB",
            ["ROLLCALL_BOOTSTRAP_PROJECT"] = "Acme",
            ["ROLLCALL_BOOTSTRAP_KEY"] = SecretKey,
            ["ROLLCALL_BOOTSTRAP_TIME_ZONE"] = zone,
            ["ROLLCALL_BOOTSTRAP_WEEK_START"] = weekStart,
            ["ROLLCALL_ADMIN_EMAIL"] = AdminEmail,
            ["ROLLCALL_ADMIN_PASSWORD"] = AdminPassword,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            variables[name] = value;

        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            foreach (var (name, value) in variables.Where(v => v.Value is not null))
                web.UseSetting(name, value);
            web.ConfigureTestServices(added =>
            {
                added.AddSingleton<TimeProvider>(clock);
                added.Configure<DrainingOptions>(draining => draining.Delay = TimeSpan.Zero);
                added.Configure<RefusalOptions>(refusals => refusals.Least = TimeSpan.Zero);
                added.AddSingleton<IStartupFilter, ForwardedAddress>();
                added.RemoveAll<ILoggerProvider>();   // the tests' own output would drown in it
                added.AddSingleton<ILoggerProvider>(new Collected(log));
                services?.Invoke(added);
            });
        });
        var server = new RollcallServer(factory, clock, home, folder is null, log);
        server._keys[KeyKind.Secret] = SecretKey;
        if (listens)
            factory.UseKestrel(0);
        await Task.Run(factory.StartServer);
        return server;
    }

    /// <summary>The text of a key of this kind, made on first use.</summary>
    public string Key(KeyKind kind) => _keys.GetOrAdd(kind, k => MakeKey($"{k} of the tests", k).Text);

    public NewKey MakeKey(string name, KeyKind kind, DateTimeOffset? expiresAt = null, string? projectId = null)
        => Services.GetRequiredService<KeyService>().Create(projectId ?? Project.Id, name, kind, expiresAt, Actor.Server).GetAwaiter().GetResult().Made!;

    /// <summary>A client that sends a key of this kind.</summary>
    public HttpClient Client(KeyKind kind) => Client(Key(kind));

    /// <summary>A client that sends this key.</summary>
    public HttpClient Client(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A client that sends nothing of its own, follows no redirect and keeps no cookie.</summary>
    /// <param name="from">The network address that the server sees.</param>
    /// <param name="https">Whether the server sees TLS.</param>
    public HttpClient Anonymous(string from = "192.0.2.1", bool https = false)
    {
        var client = _factory.CreateDefaultClient(new Uri(https ? "https://localhost" : "http://localhost"), new CheckedAnswers());
        client.DefaultRequestHeaders.Add(ForwardedAddress.Header, from);
        return client;
    }

    /// <summary>The way to this server for clients that are not made here.</summary>
    public HttpMessageHandler Network() => _factory.Server.CreateHandler();

    /// <summary>A client with the administrator's session, and no key.</summary>
    public async Task<HttpClient> SignedIn()
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", await SessionCookie());
        return client;
    }

    /// <summary>The administrator's session as a browser sends it.</summary>
    public async Task<string> SessionCookie()
    {
        await using var scope = Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
        var answer = await scope.ServiceProvider.GetRequiredService<SignInService>().SignIn(AdminEmail, AdminPassword, context);
        return answer is SignInAnswer.SignedIn
            ? context.Response.Headers.SetCookie.Single(c => c!.StartsWith(HostCookies.Session, StringComparison.Ordinal))!.Split(';')[0]
            : throw new InvalidOperationException("The administrator of the tests could not sign in.");
    }

    /// <summary>The registry, to look at or to arrange.</summary>
    public async Task<T> InRegistry<T>(Func<RegistryContext, Task<T>> ask)
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<RegistryContext>());
    }

    /// <summary>Stops the server and leaves its folder, for another one to be started there.</summary>
    public async Task Stop()
    {
        if (_stopped)
            return;
        _stopped = true;
        // As SIGTERM does it. The factory would stop the host beside Program doing the same, and run into what Program has closed.
        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Released();
        await _factory.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (!_ownsFolder)
            return;
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    // The lock is the last that Program lets go of.
    private async Task Released()
    {
        for (var attempt = 0; attempt < 1_500; attempt++)
        {
            try
            {
                await using var held = new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(20);
            }
        }

        throw new TimeoutException($"The server did not let go of {Folder}.");
    }

    /// <summary>The test server has no network, so an address is given by a header that only exists here.</summary>
    private sealed class ForwardedAddress : IStartupFilter
    {
        public const string Header = "X-Test-Address";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (IPAddress.TryParse(context.Request.Headers[Header], out var address))
                    context.Connection.RemoteIpAddress = address;
                context.Request.Headers.Remove(Header);
                return following(context);
            });
            next(app);
        };
    }

    private sealed class Collected(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");

        public void Dispose()
        {
        }
    }
}
