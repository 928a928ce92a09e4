using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>
/// Bearer tokens of this process's own making, so that the sample needs no identity provider. In an application of yours the provider makes them,
/// and <c>JwtBearerOptions.Authority</c> says which one.
/// </summary>
internal sealed class Tokens
{
    private const string Issuer = "typedpeer-sample";

    private readonly SymmetricSecurityKey _key;

    public Tokens(byte[]? key = null) => _key = new SymmetricSecurityKey(key ?? RandomNumberGenerator.GetBytes(32));

    public string Make(string user, bool isOperator, TimeSpan lifetime)
    {
        var expires = TimeProvider.System.GetUtcNow().UtcDateTime + lifetime;
        var identity = new ClaimsIdentity([new Claim(JwtRegisteredClaimNames.Name, user)]);
        if (isOperator)
        {
            identity.AddClaim(new Claim("role", "operator"));
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            Subject = identity,
            NotBefore = expires.AddDays(-1),
            Expires = expires,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKey = _key,
            ClockSkew = TimeSpan.Zero,
            NameClaimType = JwtRegisteredClaimNames.Name,
            RoleClaimType = "role",
        };
    }
}
