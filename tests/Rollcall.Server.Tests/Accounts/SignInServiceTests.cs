using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Xunit;

namespace Rollcall.Server.Tests.Accounts;

public sealed class SignInServiceTests
{
    [Fact]
    public async Task The_right_password_begins_a_session()
    {
        await using var server = await RollcallServer.Start();
        Assert.IsType<SignInAnswer.SignedIn>(await SignIn(server, "Admin@Example.com ", RollcallServer.AdminPassword));
        Assert.Equal(RollcallServer.AdminEmail, await Account(server, await server.SessionCookie()));
    }

    [Theory]
    [InlineData(RollcallServer.AdminEmail, "wrong horse battery")]
    [InlineData(RollcallServer.AdminEmail, "")]
    [InlineData("nobody@example.com", RollcallServer.AdminPassword)]
    [InlineData("", "")]
    public async Task Whatever_is_wrong_the_answer_is_the_same(string email, string password)
    {
        await using var server = await RollcallServer.Start();
        Assert.IsType<SignInAnswer.Refused>(await SignIn(server, email, password));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_also_for_the_right_one()
    {
        await using var server = await RollcallServer.Start();
        for (var i = 0; i < 5; i++)
            Assert.IsType<SignInAnswer.Refused>(await SignIn(server, RollcallServer.AdminEmail, "wrong horse battery", from: $"192.0.2.{i}"));
        Assert.IsType<SignInAnswer.Refused>(await SignIn(server, RollcallServer.AdminEmail, RollcallServer.AdminPassword, from: "192.0.2.99"));
        Assert.True(await server.InRegistry(r => r.Users.AnyAsync(a => a.LockoutEnd != null)));
    }

    [Fact]
    public async Task One_address_may_be_wrong_ten_times_a_minute()
    {
        await using var server = await RollcallServer.Start();
        for (var i = 0; i < 10; i++)
            Assert.IsType<SignInAnswer.Refused>(await SignIn(server, $"nobody{i}@example.com", "whatever it may be"));
        var answer = Assert.IsType<SignInAnswer.TooMany>(await SignIn(server, RollcallServer.AdminEmail, RollcallServer.AdminPassword));
        Assert.Equal(TimeSpan.FromMinutes(1), answer.RetryAfter);
        Assert.IsType<SignInAnswer.SignedIn>(await SignIn(server, RollcallServer.AdminEmail, RollcallServer.AdminPassword, from: "192.0.2.2"));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInAnswer.SignedIn>(await SignIn(server, RollcallServer.AdminEmail, RollcallServer.AdminPassword));
    }

    [Theory]
    [InlineData(RollcallServer.AdminEmail)]
    [InlineData("nobody@example.com")]
    public async Task A_refusal_takes_its_time_whatever_the_reason(string email)
    {
        // Longer than a hash and all the writes, which differ between a known and an unknown account.
        var least = TimeSpan.FromMilliseconds(700);
        await using var server = await RollcallServer.Start(services: added => added.Configure<RefusalOptions>(refusals => refusals.Least = least));
        for (var i = 0; i < 6; i++)   // the last one finds the account locked, where there is one
        {
            var start = Stopwatch.GetTimestamp();
            Assert.IsType<SignInAnswer.Refused>(await SignIn(server, email, "wrong horse battery"));
            Assert.InRange(Stopwatch.GetElapsedTime(start), least - TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(15));
        }
    }

    [Fact]
    public async Task A_session_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            string cookie;
            await using (var server = await RollcallServer.Start(folder: folder))
                cookie = await server.SessionCookie();
            await using var again = await RollcallServer.Start(folder: folder);
            Assert.Equal(RollcallServer.AdminEmail, await Account(again, cookie));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_session_ends_after_two_weeks_without_use()
    {
        await using var server = await RollcallServer.Start();
        var cookie = await server.SessionCookie();
        server.Clock.Advance(TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1));
        Assert.Null(await Account(server, cookie));
    }

    [Fact]
    public async Task Passwords_are_hashed_slowly()
    {
        await using var server = await RollcallServer.Start();
        var hash = Convert.FromBase64String((await server.InRegistry(r => r.Users.SingleAsync())).PasswordHash!);
        // Identity's format 3: marker, then pseudo-random function and iterations as big-endian numbers.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));          // HMAC-SHA512
        Assert.InRange(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), 210_000, int.MaxValue);
    }

    [Fact]
    public async Task Signing_in_and_being_refused_are_in_the_audit_log()
    {
        await using var server = await RollcallServer.Start();
        await SignIn(server, RollcallServer.AdminEmail, "wrong horse battery", from: "192.0.2.7");
        await SignIn(server, "nobody@example.com", "my other password", from: "192.0.2.8");
        await SignIn(server, RollcallServer.AdminEmail, RollcallServer.AdminPassword, from: "192.0.2.9");
        var rows = await server.InRegistry(r => r.Audit.OrderBy(e => e.Id).Select(e => $"{e.Actor} {e.Action} {e.Address}").ToListAsync());
        Assert.Equal(
            [
                "admin@example.com account.sign_in_refused 192.0.2.7",
                "unknown account.sign_in_refused 192.0.2.8",     // not the address as typed: people type passwords there
                "admin@example.com account.signed_in 192.0.2.9",
            ],
            rows.Where(r => r.Contains("sign", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Log, line => line.Contains("battery", StringComparison.Ordinal) || line.Contains("my other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Over_TLS_cookies_are_bound_to_the_host()
    {
        await using var server = await RollcallServer.Start(services: added => added.AddSingleton<IStartupFilter>(new TestEndpoints(routes =>
        {
            routes.MapGet("/probe/in", async (SignInService service, HttpContext context) => (await service.SignIn(RollcallServer.AdminEmail, RollcallServer.AdminPassword, context)).GetType().Name);
            routes.MapGet("/probe/who", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(Members.SignedIn);
        })));

        var secure = server.Anonymous(https: true);
        var cookie = (await secure.GetAsync("/probe/in")).Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-rollcall-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);

        var prefixed = cookie.Split(';')[0];
        Assert.Equal(RollcallServer.AdminEmail, await Get(secure, $"theme=dark; {prefixed}"));
        Assert.Null(await Get(secure, prefixed["__Host-".Length..]));   // a neighbouring host could have set this one

        var plain = (await server.Anonymous().GetAsync("/probe/in")).Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("rollcall-session=", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", plain, StringComparison.OrdinalIgnoreCase);

        static async Task<string?> Get(HttpClient client, string cookies)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/probe/who");
            request.Headers.Add("Cookie", cookies);
            var answer = await client.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
        }
    }

    private static async Task<SignInAnswer> SignIn(RollcallServer server, string email, string password, string from = "192.0.2.1")
    {
        await using var scope = server.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
        return await scope.ServiceProvider.GetRequiredService<SignInService>().SignIn(email, password, context);
    }

    private static async Task<string?> Account(RollcallServer server, string cookie)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = cookie;
        return (await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal?.Identity?.Name;
    }
}
