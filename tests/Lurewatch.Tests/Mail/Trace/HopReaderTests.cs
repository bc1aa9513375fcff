using System.Globalization;
using CsCheck;
using Lurewatch.Mail;
using Lurewatch.Mail.Trace;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Trace;

public sealed class HopReaderTests
{
    private static RouteHop Hop(string value)
    {
        var received = ReceivedReader.Read(value, out var clauses);
        return HopReader.Read(value, clauses, 0, received.Time, 0);
    }

    /// <summary>What a hop says, in one line: only what is there.</summary>
    private static string Line(RouteHop hop)
    {
        var parts = new List<string>();
        Add("helo", hop.Helo);
        Add("rdns", hop.ReverseName);
        Add("ip", hop.Ip);
        Add("port", hop.Port?.ToString(CultureInfo.InvariantCulture));
        Add("ident", hop.Ident);
        Add("by", hop.By);
        Add("byip", hop.ByIp);
        Add("sw", hop.Software);
        Add("with", hop.With);
        Add("via", hop.Via);
        Add("id", hop.Id);
        Add("for", hop.For);
        Add("from", hop.EnvelopeFrom);
        if (hop.TlsVersion is not null) Add("tls", $"{hop.TlsVersion}/{hop.TlsCipher}/{hop.TlsBits}");
        Add("user", hop.User ?? (hop.Authenticated ? "*" : null));
        Add("local", hop.LocalUser);
        Add("time", hop.Time?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
        return string.Join(' ', parts);

        void Add(string name, string? value)
        {
            if (value is not null) parts.Add($"{name}={value}");
        }
    }

    [Theory]
    // Postfix
    [InlineData("from mail.a.example (mail.a.example [192.0.2.1]) by mx.b.example (Postfix) with ESMTP id 4F2A31C0D for <anna@b.example>; Tue, 3 Feb 2026 10:11:12 +0100 (CET)",
        "helo=mail.a.example rdns=mail.a.example ip=192.0.2.1 by=mx.b.example sw=Postfix with=ESMTP id=4F2A31C0D for=anna@b.example time=2026-02-03T10:11:12+01:00")]
    [InlineData("from [10.0.0.5] (unknown [198.51.100.7]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (4096 bits) server-digest SHA256) (No client certificate requested) (Authenticated sender: info@a.example) by smtp.a.example (Postfix) with ESMTPSA id 4F9VCd1jx for <anna@b.example>; Tue, 3 Feb 2026 10:11:12 +0100 (CET)",
        "helo=[10.0.0.5] ip=198.51.100.7 by=smtp.a.example sw=Postfix with=ESMTPSA id=4F9VCd1jx for=anna@b.example tls=TLSv1.3/TLS_AES_256_GCM_SHA384/256 user=info@a.example time=2026-02-03T10:11:12+01:00")]
    [InlineData("by web.a.example (Postfix, from userid 33) id 584B91CC98; Wed, 11 Sep 2024 09:03:37 -0400 (EDT)", "by=web.a.example sw=Postfix id=584B91CC98 local=33 time=2024-09-11T09:03:37-04:00")]
    [InlineData("from host (host [IPv6:2001:db8::1]) by mx.b.example (Postfix) with SMTP id 1; Wed, 11 Sep 2024 09:03:37 +0000", "helo=host rdns=host ip=2001:db8::1 by=mx.b.example sw=Postfix with=SMTP id=1 time=2024-09-11T09:03:37+00:00")]
    [InlineData("from localhost (localhost [127.0.0.1]) by mx.b.example (amavisd-new, port 10024) with ESMTP id dGY0UA1-PCE1 for <anna@b.example>; Wed, 24 May 2023 22:33:40 +0300 (+03)",
        "helo=localhost rdns=localhost ip=127.0.0.1 by=mx.b.example sw=amavis with=ESMTP id=dGY0UA1-PCE1 for=anna@b.example time=2023-05-24T22:33:40+03:00")]
    // sendmail
    [InlineData("from cpu.a.example (slash.a.example [192.0.2.67] (may be forged)) by dogma.b.example (8.14.7/8.14.7) with ESMTP id g7R20TZ21606 for <jm@b.example>; Tue, 27 Aug 2024 03:00:29 +0100",
        "helo=cpu.a.example rdns=slash.a.example ip=192.0.2.67 by=dogma.b.example sw=sendmail with=ESMTP id=g7R20TZ21606 for=jm@b.example time=2024-08-27T03:00:29+01:00")]
    [InlineData("from a.example (IDENT:root@nuv.a.example [192.0.2.3]) by b.example (8.9.3/8.9.3) with ESMTP id MAA25578 for <ilug@b.example>; Wed, 21 Aug 2002 12:23:27 +0100",
        "helo=a.example rdns=nuv.a.example ip=192.0.2.3 ident=root by=b.example sw=sendmail with=ESMTP id=MAA25578 for=ilug@b.example time=2002-08-21T12:23:27+01:00")]
    [InlineData("from vikki.a.example (IDENT:qmailr@[192.0.2.101]) by b.example (8.11.6/8.11.6) with SMTP id g6J for <jm@b.example>; Fri, 19 Jul 2002 16:00:58 +0100",
        "helo=vikki.a.example ip=192.0.2.101 ident=qmailr by=b.example sw=sendmail with=SMTP id=g6J for=jm@b.example time=2002-07-19T16:00:58+01:00")]
    [InlineData("(from www-data@localhost) by web.a.example (8.15.2/8.15.2/Submit) id g85KcISF022345 for anna@b.example; Thu, 5 Sep 2024 16:38:18 -0400",
        "by=web.a.example sw=sendmail id=g85KcISF022345 for=anna@b.example local=www-data time=2024-09-05T16:38:18-04:00")]
    [InlineData("from hq.a.example (localhost [127.0.0.1]) by hq.a.example (8.12.5/8.12.5) with ESMTP id g6O (version=TLSv1/SSLv3 cipher=EDH-DSS-DES-CBC3-SHA bits=168 verify=NO) for <c@b.example>; Wed, 24 Jul 2002 08:06:57 -0500 (CDT) (envelope-from cp@hq.a.example)",
        "helo=hq.a.example rdns=localhost ip=127.0.0.1 by=hq.a.example sw=sendmail with=ESMTP id=g6O for=c@b.example tls=TLSv1/SSLv3/EDH-DSS-DES-CBC3-SHA/168 time=2002-07-24T08:06:57-05:00")]
    [InlineData("from python (line.isp.example [192.0.2.186]) (authenticated bits=0) by b.example (8.13.8/8.13.8) with ESMTP id g98 for <r@b.example>; Tue, 8 Oct 2024 09:43:43 +0200",
        "helo=python rdns=line.isp.example ip=192.0.2.186 by=b.example sw=sendmail with=ESMTP id=g98 for=r@b.example user=* time=2024-10-08T09:43:43+02:00")]
    // Exim
    [InlineData("from [192.0.2.11] (port=59605 helo=lists.a.example) by ns1.b.example with esmtpsa (TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <admin@a.example>) id 1q7LGV-000qbj-20 for anna@b.example; Fri, 09 Jun 2023 02:25:44 +0700",
        "helo=lists.a.example ip=192.0.2.11 port=59605 by=ns1.b.example sw=Exim with=esmtpsa id=1q7LGV-000qbj-20 for=anna@b.example from=admin@a.example tls=TLS1.2/TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384/ user=* time=2023-06-09T02:25:44+07:00")]
    [InlineData("from nick.a.example ([192.0.2.61] helo=nick) by list1.b.example with esmtp (Cipher TLSv1:DES-CBC3-SHA:168) (Exim 3.31 #1 (Debian)) id 17jPsr-0007xc-00 for <r@b.example>; Mon, 26 Aug 2002 12:50:46 -0700",
        "helo=nick rdns=nick.a.example ip=192.0.2.61 by=list1.b.example sw=Exim with=esmtp id=17jPsr-0007xc-00 for=r@b.example tls=TLSv1/DES-CBC3-SHA/168 time=2002-08-26T12:50:46-07:00")]
    [InlineData("from out.a.example ([192.0.2.61]:4711) by mx.b.example with esmtps (TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256) (Exim 4.94.2) id 1q7LGV-000qbj-21; Mon, 26 Aug 2024 12:50:46 +0000",
        "helo=out.a.example rdns=out.a.example ip=192.0.2.61 port=4711 by=mx.b.example sw=Exim with=esmtps id=1q7LGV-000qbj-21 tls=TLS1.3/ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM/256 time=2024-08-26T12:50:46+00:00")]
    [InlineData("from www-data by web.a.example with local (Exim 4.94.2) (envelope-from <www-data@web.a.example>) id 17ZTns-0005En-00 for anna@b.example; Tue, 30 Jul 2024 11:00:32 +0100",
        "by=web.a.example sw=Exim with=local id=17ZTns-0005En-00 for=anna@b.example from=www-data@web.a.example local=www-data time=2024-07-30T11:00:32+01:00")]
    // qmail
    [InlineData("(qmail 14157 invoked by uid 1011); 24 Sep 2024 16:03:05 -0000", "sw=qmail local=1011 time=2024-09-24T16:03:05+00:00")]
    [InlineData("(qmail 14157 invoked from network); 24 Sep 2024 16:03:05 -0000", "sw=qmail time=2024-09-24T16:03:05+00:00")]
    [InlineData("(qmail 37798 messnum 126638 invoked from network[192.0.2.48/line.isp.example]); 23 Aug 2024 07:23:11 -0000", "rdns=line.isp.example ip=192.0.2.48 sw=qmail time=2024-08-23T07:23:11+00:00")]
    [InlineData("(qmail 2 invoked by alias); 23 Aug 2024 07:23:11 -0000", "sw=qmail local=alias time=2024-08-23T07:23:11+00:00")]
    [InlineData("from unknown (HELO XENON16) (192.0.2.48) by mail01.b.example (qp 37798) with SMTP; 23 Aug 2024 07:23:11 -0000",
        "helo=XENON16 ip=192.0.2.48 by=mail01.b.example sw=qmail with=SMTP time=2024-08-23T07:23:11+00:00")]
    [InlineData("from line.isp.example (HELO pc) (mfr42@192.0.2.42 with login) by smtp.b.example with SMTP; 8 Aug 2024 11:17:51 -0000",
        "helo=pc rdns=line.isp.example ip=192.0.2.42 by=smtp.b.example with=SMTP user=mfr42 time=2024-08-08T11:17:51+00:00")]
    [InlineData("from mail.a.example (192.0.2.9) by mx.b.example with (TLS_AES_256_GCM_SHA384 encrypted) ESMTPS; 8 Aug 2024 11:17:51 -0000",
        "helo=mail.a.example ip=192.0.2.9 by=mx.b.example with=ESMTPS tls=unknown/TLS_AES_256_GCM_SHA384/ time=2024-08-08T11:17:51+00:00")]
    [InlineData("from unknown (HELO avalon) ([192.0.2.18]) (envelope-sender <james@a.example>) by 198.51.100.165 (qmail-ldap-1.03) with SMTP for <fork@b.example>; 24 Sep 2024 16:23:01 -0000",
        "helo=avalon ip=192.0.2.18 by=198.51.100.165 byip=198.51.100.165 sw=qmail with=SMTP for=fork@b.example from=james@a.example time=2024-09-24T16:23:01+00:00")]
    // Exchange
    [InlineData("from OUT1.outbound.protection.outlook.com (40.107.96.104) by CH2.mail.protection.outlook.com (10.167.244.22) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7386.12 via Frontend Transport; Sat, 16 Mar 2024 10:54:46 +0000",
        "helo=OUT1.outbound.protection.outlook.com ip=40.107.96.104 by=CH2.mail.protection.outlook.com byip=10.167.244.22 sw=Exchange with=Microsoft SMTP Server via=Frontend Transport id=15.20.7386.12 tls=TLS1_2/TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384/ time=2024-03-16T10:54:46+00:00")]
    [InlineData("from EA2.NAMP222.PROD.OUTLOOK.COM ([fe80::c244:7f01:73be:342e]) by EA2.NAMP222.PROD.OUTLOOK.COM ([fe80::c244:7f01:73be:342e%2]) with mapi id 15.20.7386.020; Sat, 16 Mar 2024 10:54:44 +0000",
        "helo=EA2.NAMP222.PROD.OUTLOOK.COM ip=fe80::c244:7f01:73be:342e by=EA2.NAMP222.PROD.OUTLOOK.COM byip=fe80::c244:7f01:73be:342e sw=Exchange with=mapi id=15.20.7386.020 time=2024-03-16T10:54:44+00:00")]
    [InlineData("from SA1.NAMP223.PROD.OUTLOOK.COM (::1) by LV3.NAMP223.PROD.OUTLOOK.COM with HTTPS; Thu, 8 Aug 2024 20:50:45 +0000",
        "helo=SA1.NAMP223.PROD.OUTLOOK.COM ip=::1 by=LV3.NAMP223.PROD.OUTLOOK.COM with=HTTPS tls=unknown// time=2024-08-08T20:50:45+00:00")]
    [InlineData("from RSH ([192.0.2.53]) by plato.a.example with Microsoft SMTPSVC(5.0.2195.3779); Wed, 21 Aug 2002 01:10:12 -0700",
        "helo=RSH ip=192.0.2.53 by=plato.a.example sw=Microsoft SMTP service with=Microsoft SMTPSVC time=2002-08-21T01:10:12-07:00")]
    [InlineData("from mail pickup service by web.a.example with Microsoft SMTPSVC; Mon, 2 Sep 2024 13:56:11 -0700", "helo=mail by=web.a.example sw=Microsoft SMTP service with=Microsoft SMTPSVC time=2024-09-02T13:56:11-07:00")]
    [InlineData("by ex.a.example with Internet Mail Service (5.5.2653.19) id <PC8XVJH9>; Mon, 22 Jul 2002 15:55:44 +0100", "by=ex.a.example sw=Exchange with=Internet Mail Service id=PC8XVJH9 time=2002-07-22T15:55:44+01:00")]
    // Google
    [InlineData("from mail.a.example (mail.a.example. [192.0.2.145]) by mx.google.com with ESMTPS id d5-2002si192173plg.140.2023.11.22.22.20.22 for <anna@b.example> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Wed, 22 Nov 2023 22:20:23 -0800 (PST)",
        "helo=mail.a.example rdns=mail.a.example ip=192.0.2.145 by=mx.google.com sw=Google with=ESMTPS id=d5-2002si192173plg.140.2023.11.22.22.20.22 for=anna@b.example tls=TLS1_3/TLS_AES_256_GCM_SHA384/256 time=2023-11-22T22:20:23-08:00")]
    [InlineData("by 2002:a05:612c:711:b0:381:73ac:3a65 with SMTP id ft17csp1626684vqb; Mon, 16 Jan 2023 08:52:13 -0800 (PST)",
        "by=2002:a05:612c:711:b0:381:73ac:3a65 byip=2002:a05:612c:711:b0:381:73ac:3a65 sw=Google with=SMTP id=ft17csp1626684vqb time=2023-01-16T08:52:13-08:00")]
    [InlineData("from 77463558223 named unknown by gmailapi.google.com with HTTPREST; Wed, 7 Jan 2026 16:36:40 -0800", "helo=77463558223 by=gmailapi.google.com sw=Google with=HTTPREST time=2026-01-07T16:36:40-08:00")]
    [InlineData("from sor.google.com (sor.google.com. [209.85.220.41]) by mx.google.com with SMTPS id s17sor142 for <anna@b.example> (Google Transport Security); Tue, 04 Jul 2023 01:54:34 -0700 (PDT)",
        "helo=sor.google.com rdns=sor.google.com ip=209.85.220.41 by=mx.google.com sw=Google with=SMTPS id=s17sor142 for=anna@b.example tls=unknown// time=2023-07-04T01:54:34-07:00")]
    // Courier, CommuniGate, PowerMTA, Haraka, MDaemon, SendGrid, Domino, Yahoo, Nemesis, OpenSMTPD, fetchmail, and odd ones
    [InlineData("from pc.a.example (line.isp.example [::ffff:192.0.2.8]) (AUTH: LOGIN anna@a.example, TLS: TLSv1/SSLv3,256bits,AES256-SHA) by mail.a.example with ESMTPSA; Tue, 03 Feb 2026 10:11:12 +0000",
        "helo=pc.a.example rdns=line.isp.example ip=192.0.2.8 by=mail.a.example with=ESMTPSA tls=TLSv1/SSLv3/AES256-SHA/256 user=anna@a.example time=2026-02-03T10:11:12+00:00")]
    [InlineData("from [192.0.2.8] (account anna@a.example HELO pc.local) by mail.a.example (CommuniGate Pro SMTP 6.2.4) with ESMTPSA id 12345678 for bob@b.example; Tue, 03 Feb 2026 10:11:12 +0000",
        "helo=pc.local ip=192.0.2.8 by=mail.a.example sw=CommuniGate with=ESMTPSA id=12345678 for=bob@b.example tls=unknown// user=anna@a.example time=2026-02-03T10:11:12+00:00")]
    [InlineData("from agent7 (192.0.2.244) by mta5.a.example (PowerMTA(TM) v1.5); Mon, 22 Jul 2024 01:36:06 -0700 (envelope-from <Online#3@a.example>)",
        "helo=agent7 ip=192.0.2.244 by=mta5.a.example sw=PowerMTA time=2024-07-22T01:36:06-07:00")]
    [InlineData("from mail.a.example (mail.a.example [192.0.2.5]) by mx.b.example (Haraka/2.8.28) with ESMTPS id 9F1C.1 envelope-from <x@a.example> (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 verify=NO); Tue, 03 Feb 2026 10:11:12 +0000",
        "helo=mail.a.example rdns=mail.a.example ip=192.0.2.5 by=mx.b.example sw=Haraka with=ESMTPS id=9F1C.1 tls=TLSv1.3/TLS_AES_256_GCM_SHA384/ time=2026-02-03T10:11:12+00:00")]
    [InlineData("from mail.a.example by mail.b.example (MDaemon PRO v22.0.1) with ESMTPS id md5001.msg for <anna@b.example>; Tue, 03 Feb 2026 10:11:12 +0000",
        "helo=mail.a.example by=mail.b.example sw=MDaemon with=ESMTPS id=md5001.msg for=anna@b.example tls=unknown// time=2026-02-03T10:11:12+00:00")]
    [InlineData("from MTA3ODM5NTU (unknown) by geopod-ismtpd-4 (SG) with HTTP id nvJvtGNuQcmabVGzC2NKEg Tue, 12 Dec 2023 16:50:34.814 +0000 (UTC)",
        "helo=MTA3ODM5NTU by=geopod-ismtpd-4 sw=SendGrid with=HTTP id=nvJvtGNuQcmabVGzC2NKEg time=2023-12-12T16:50:34+00:00")]
    [InlineData("from mail.a.example ([192.0.2.5]) by notes.b.example (Lotus Domino Release 8.5.3FP6) with ESMTP id 2026020310111298-123456 ; Tue, 3 Feb 2026 10:11:12 +0100",
        "helo=mail.a.example ip=192.0.2.5 by=notes.b.example sw=Domino with=ESMTP id=2026020310111298-123456 time=2026-02-03T10:11:12+01:00")]
    [InlineData("from 192.0.2.47 (EHLO mta-2d.a.example) by 10.217.136.93 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256); Mon, 22 Jan 2024 19:30:47 +0000",
        "helo=mta-2d.a.example ip=192.0.2.47 by=10.217.136.93 byip=10.217.136.93 with=SMTPs tls=TLS1_3/TLS_AES_128_GCM_SHA256/ time=2024-01-22T19:30:47+00:00")]
    [InlineData("from [127.0.0.1] ([192.0.2.138]) by mrelayeu.a.example (mreue107 [198.51.100.113]) with ESMTPSA (Nemesis) id 1N49Qd for <anna@b.example>; Tue, 22 Apr 2025 02:12:43 +0200",
        "helo=[127.0.0.1] ip=192.0.2.138 by=mrelayeu.a.example sw=Nemesis with=ESMTPSA id=1N49Qd for=anna@b.example tls=unknown// user=* time=2025-04-22T02:12:43+02:00")]
    [InlineData("from localhost (localhost [::1]) by g.a.example (OpenSMTPD) with ESMTP id 0cde6f54 for <anna@b.example>; Sat, 27 Sep 2025 10:26:28 +0000 (UTC)",
        "helo=localhost rdns=localhost ip=::1 by=g.a.example sw=OpenSMTPD with=ESMTP id=0cde6f54 for=anna@b.example time=2025-09-27T10:26:28+00:00")]
    [InlineData("from phobos [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for jm@localhost (single-drop); Tue, 27 Aug 2002 03:05:46 +0100 (IST)",
        "helo=phobos ip=127.0.0.1 by=localhost sw=fetchmail with=IMAP for=jm@localhost time=2002-08-27T03:05:46+01:00")]
    [InlineData("from [192.0.2.229] by web14002.mail.a.example via HTTP; Wed, 04 Sep 2024 09:55:18 PDT", "ip=192.0.2.229 by=web14002.mail.a.example via=HTTP time=2024-09-04T09:55:18-07:00")]
    [InlineData("from  (192.0.2.4 [192.0.2.4]) by MailEnable Inbound Mail Agent with ESMTP; Wed, 24 Jul 2024 22:17:40 +0000", "ip=192.0.2.4 by=MailEnable with=ESMTP time=2024-07-24T22:17:40+00:00")]
    [InlineData("from <unknown> (<unknown> []) by c6469b797763 with HTTP id 633bb714770c61590b58025b; Tue, 04 Oct 2022 04:31:16 GMT", "by=c6469b797763 with=HTTP id=633bb714770c61590b58025b time=2022-10-04T04:31:16+00:00")]
    [InlineData("by recvd-5f7cc985fb-nwcb5 with SMTP id recvd-5f7-1 2024-10-26 05:33:10.345342 +0000 UTC m=+3756974.734597314", "by=recvd-5f7cc985fb-nwcb5 with=SMTP id=recvd-5f7-1 time=2024-10-26T05:33:10+00:00")]
    [InlineData("from www.b.example (server1.internal [10.202.2.132]) by server2.b.example (Cyrus v2.1.5) with LMTP; Mon, 02 Sep 2024 09:50:20 -0500",
        "helo=www.b.example rdns=server1.internal ip=10.202.2.132 by=server2.b.example sw=Cyrus with=LMTP time=2024-09-02T09:50:20-05:00")]
    [InlineData("", "")]
    public void Every_servers_dialect_is_read(string field, string expected) => Line(Hop(field)).ShouldBe(expected);

    [Fact]
    public void A_time_that_cannot_be_read_is_noted()
    {
        var hop = Hop("from a.example ([192.0.2.1]) by b.example with SMTP; Jun, 10 2002 8:42:16 AM -0200");
        hop.Time.ShouldBeNull();
        hop.TimeInHalfDays.ShouldBeTrue();
        Hop("by b.example with SMTP id x").TimeInHalfDays.ShouldBeFalse();
    }

    [Fact]
    public void What_the_RFC_writes_is_read_back()
    {
        var label = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz"], 1, 8];
        var host = Gen.Select(label, label, static (a, b) => $"h{a}.{b}.example");
        Gen.Select(host, host, host, Gen.Byte.Array[4], Gen.Int[0, 2_000_000_000], Gen.Int[-12, 13]).Sample(t =>
        {
            var (helo, reverse, by, bytes, seconds, zone) = t;
            var ip = new System.Net.IPAddress(bytes).ToString();
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(zone));
            var date = time.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
            var hop = Hop($"from {helo} ({reverse} [{ip}]) by {by} with ESMTP id q1 for <a@b.example>; {date}");
            return hop is { With: "ESMTP", Id: "q1", For: "a@b.example", Authenticated: false, TlsVersion: null } && hop.Helo == helo && hop.ReverseName == reverse && hop.Ip == ip && hop.By == by
                && hop.Time == time && hop.Time?.Offset == time.Offset;
        });
    }

    [Fact]
    public void No_field_throws_and_every_word_is_the_fields_own()
    {
        string[] words = ["from ", "by ", "with ", "id ", "for ", "via ", "(", ")", "[", "]", ";", "192.0.2.1", "::1", "a.example", "HELO ", "helo=", "unknown", "TLS1.2:", "using ", "cipher ", "account ",
            "authenticated ", " with login", "@", " ", "\"", "IPv6:", "=", ",", "(qmail 1 invoked by uid ", "network[", "AUTH: ", "tls ", "\u00e4"];
        Gen.Int[0, words.Length - 1].Array[0, 30].Select(picks => string.Concat(picks.Select(pick => words[pick]))).Sample(field =>
        {
            var hop = Hop(field);
            foreach (var word in (ReadOnlySpan<string?>)[hop.Helo, hop.ReverseName, hop.By, hop.With, hop.Id, hop.For, hop.User, hop.LocalUser, hop.Ident, hop.TlsCipher])
                if (word is not null && !field.Contains(word, StringComparison.Ordinal)) return false;
            return hop.Ip is null || ReceivedReader.TryAddress(hop.Ip, out _);
        });
    }
}
