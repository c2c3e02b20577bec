using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

/// <summary>A password of nobody, so that refusing an unknown address takes as long as refusing a known one.</summary>
public sealed class DecoyPassword
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly Account _nobody = new();
    private readonly string _hash;

    public DecoyPassword(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<Account>(options);
        _hash = _hasher.HashPassword(_nobody, RandomNumberGenerator.GetHexString(64));
    }

    public void Verify(string password) => _hasher.VerifyHashedPassword(_nobody, _hash, password);
}
